import { type Amendment, amendIndex, readCurrent } from "@dateline-search/core/generation/amend-index";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { SAME_ARTICLES } from "@dateline-search/core/generation/assert-articles";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { removeFrom, withSegments } from "@dateline-search/core/generation/indexed-articles";
import {
  generationId,
  type Manifest,
  parseDamagedManifest,
  parseManifest,
  serializeManifest,
} from "@dateline-search/core/generation/manifest";
import { expect, test } from "vitest";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

/** An index of two segments, the first with `a` and `b`, the second with `c`. */
async function newIndex() {
  const store = new MemoryObjectStore();
  await updateTestIndex(store, { articles: [{ id: "a" }, { id: "b" }] });
  await updateTestIndex(store, { articles: [{ id: "c" }] });
  const { manifest } = await readCurrent(store, {});
  return { store, manifest: manifest as Manifest };
}

type Wrong = (manifest: Manifest) => Pick<Amendment, "manifest"> & Partial<Amendment>;

const ids = (...names: string[]) => new Set(names.map(hashOfId));
const withoutLast = (manifest: Manifest) => withSegments(manifest, manifest.segments.slice(0, -1));
const withoutFirstRow = (manifest: Manifest) =>
  withSegments(
    manifest,
    manifest.segments.map((entry, index) =>
      index === 0 ? removeFrom(entry, [{ firstPassage: 0, passages: 1 }]) : entry,
    ),
  );

const WRONG: Record<string, { readonly wrong: Wrong; readonly says: RegExp }> = {
  "a merge that drops a segment": {
    wrong: (manifest) => ({ manifest: withoutLast(manifest) }),
    says: /would lose an article that it should not/,
  },
  "a merge that drops a row": {
    wrong: (manifest) => ({ manifest: withoutFirstRow(manifest) }),
    says: /would lose an article/,
  },
  "a removal that removes another article": {
    wrong: (manifest) => ({
      manifest: withoutFirstRow(manifest),
      change: { added: new Set(), removed: ids("b") },
    }),
    says: /would lose an article/,
  },
  "a removal that removes nothing": {
    wrong: (manifest) => ({ manifest, change: { added: new Set(), removed: ids("b") } }),
    says: /would keep an article/,
  },
  "an addition that adds nothing": {
    wrong: (manifest) => ({ manifest, change: { added: ids("d"), removed: new Set() } }),
    says: /would lack an article/,
  },
  "the same segment under two names": {
    wrong: (manifest) => {
      const [first] = manifest.segments as [Manifest["segments"][number]];
      const second = { ...first, id: "e".repeat(64) };
      return { manifest: withSegments(manifest, [...manifest.segments, second]) };
    },
    says: /would have twice 2 articles/,
  },
};

test.each(Object.entries(WRONG))("%s is not committed", async (_, { wrong, says }) => {
  const { store, manifest } = await newIndex();
  const before = await store.get("latest.json");
  const [first] = manifest.segments as [Manifest["segments"][number]];
  const identities = new IdentityReader(store);
  const table = await identities.read(first);
  // Rows under the made-up name, for the reader does not find its file.
  const read = identities.read.bind(identities);
  identities.read = async (entry, options) =>
    entry.id === "e".repeat(64) ? table : await read(entry, options);
  const amended = amendIndex({ store, identities }, () => ({ change: SAME_ARTICLES, ...wrong(manifest) }));
  await expect(amended).rejects.toMatchObject({ code: "internal", message: expect.stringMatching(says) });
  expect(await store.get("latest.json")).toEqual(before);
});

test("a manifest that names a segment twice is neither written nor read, except by the damage check", async () => {
  const { manifest } = await newIndex();
  const [first] = manifest.segments as [Manifest["segments"][number]];
  const damaged = withSegments(manifest, [...manifest.segments, first]);
  expect(() => serializeManifest(damaged)).toThrow(
    `Cannot write the manifest: ✖ segment ${first.id} is named twice`,
  );
  const serialized = `${JSON.stringify(damaged, null, 2)}\n`;
  const id = generationId(serialized);
  expect(() => parseManifest(serialized, id)).toThrow(/segment [0-9a-f]{64} is named twice/);
  expect(parseDamagedManifest(serialized, id)).toEqual(damaged);
});
