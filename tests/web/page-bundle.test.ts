import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { bundlePage } from "@dateline-search/web/bundle-page";
import { expect, test } from "vitest";

const MAX_GZIPPED_BYTES = 60_000;

test("the page is small, complete, and loads nothing from other servers", async () => {
  const files = await bundlePage();
  expect([...files.keys()]).toEqual(["index.html", "search.js", "search.css", "icon.svg"]);
  const script = files.get("search.js")?.content ?? "";
  expect(script.length).toBeGreaterThan(10_000);
  expect(gzipSync(script).length).toBeLessThan(MAX_GZIPPED_BYTES);
  const html = files.get("index.html")?.content ?? "";
  const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name);
  expect(named.filter((name) => !files.has(String(name)))).toEqual([]);
});

test("no code of the page turns text into markup", () => {
  const folder = fileURLToPath(new URL("../../packages/web/src", import.meta.url));
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/.test(name),
  );
  expect(sources.length).toBeGreaterThan(10);
  const makers = sources.filter((name) =>
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/i.test(
      readFileSync(join(folder, name), "utf8"),
    ),
  );
  expect(makers).toEqual([]);
});

test("a page names the API of another server, and an invalid address is rejected", async () => {
  const files = await bundlePage({ apiUrl: "https://abc123.lambda-url.eu-west-1.on.aws" });
  expect(files.get("index.html")?.content).toContain(
    '<meta name="dateline-api" content="https://abc123.lambda-url.eu-west-1.on.aws" />',
  );
  await expect(bundlePage({ apiUrl: 'https://a"b' })).rejects.toThrow(
    /must be an http or https URL, it is "https:\/\/a"b"/,
  );
});
