import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readCorpus } from "../../../packages/core/src/corpus/read-corpus.ts";

const EXAMPLES = fileURLToPath(new URL("../../../examples/articles", import.meta.url));

test("every example article can be read, has a date, and says that it is made up", async () => {
  let articles = 0;
  const endings = new Set<string>();
  for await (const entry of readCorpus(EXAMPLES, {})) {
    if (entry.kind !== "article") throw new Error(JSON.stringify(entry));
    articles += 1;
    endings.add(entry.origin.file.split(".").slice(1).join("."));
    expect(entry.article.source).toMatch(/\(made up\)$/);
    expect(entry.article.publishedAt).toMatch(/^2025-1[0-2]-/);
    expect(entry.article.titleDerived).toBe(false);
  }
  expect(articles).toBe(32);
  expect([...endings].sort()).toEqual(
    ["atom", "html", "json", "jsonl", "md", "ninjs", "nitf.xml", "rss", "txt"].sort(),
  );
});
