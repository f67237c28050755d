import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLocalGeneration } from "@dateline-search/core/generation/open-generation";
import { pruneSegments } from "@dateline-search/core/generation/prune-folder";
import { expect, test } from "vitest";
import { buildRandomGeneration } from "../../fixtures/build-random-generation.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const HOUR_MS = 3_600_000;

/** A folder with a segment that is needed, and an old and a new leaving both in it and beside it. */
async function newCache() {
  const folder = temporaryFolder();
  const { id } = await buildRandomGeneration(folder, { seed: 1 });
  const { manifest } = await readLocalGeneration(folder, id);
  const segments = join(folder, "segments");
  const [entry] = manifest.segments;
  const needed = join(segments, entry?.id ?? "");
  for (const name of ["old", "new"]) {
    mkdirSync(join(segments, name));
    writeFileSync(join(needed, `${name}.tmp`), "");
  }
  const longAgo = (Date.now() - 2 * HOUR_MS) / 1000;
  for (const path of [join(segments, "old"), join(needed, "old.tmp")]) utimesSync(path, longAgo, longAgo);
  const namesIn = () => ({ beside: readdirSync(segments), inside: readdirSync(needed) });
  return {
    folder,
    entries: manifest.segments,
    needed: Object.keys({ ...entry?.files, ...entry?.updateFiles }),
    id: entry?.id,
    namesIn,
  };
}

test("needed files stay, and all others are deleted", async () => {
  const { folder, entries, needed, id, namesIn } = await newCache();
  await pruneSegments(folder, { entries });
  expect(namesIn().beside).toEqual([id]);
  expect(namesIn().inside.sort()).toEqual(needed.sort());
});

test("files that another process may be downloading into a shared folder stay", async () => {
  const { folder, entries, namesIn } = await newCache();
  await pruneSegments(folder, { entries, minAgeMs: HOUR_MS });
  expect(namesIn().beside).toContain("new");
  expect(namesIn().inside).toContain("new.tmp");
  expect([...namesIn().beside, ...namesIn().inside].filter((name) => name.startsWith("old"))).toEqual([]);
});
