import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  FingerprintsBuilder,
  readFingerprints,
} from "@dateline-search/core/adapters/segment/fingerprint-file";
import { expect, test } from "vitest";
import { seededRandom } from "../../fixtures/seeded-random.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const CORRUPT = expect.objectContaining({ code: "index-corrupt" });
/** Few enough that many articles share one, many enough that the table grows. */
const HASHES = 3_000;

function randomFingerprints(): { readonly builder: FingerprintsBuilder; readonly of: Map<number, number[]> } {
  const random = seededRandom(5);
  const builder = new FingerprintsBuilder();
  const of = new Map<number, number[]>();
  for (let article = 0; article < 400; article++) {
    const hashes = Array.from({ length: 40 }, () => Math.floor(random() * HASHES) * 357_913);
    of.set(article, [...new Set(hashes)]);
    builder.add(article, of.get(article) ?? []);
  }
  return { builder, of };
}

test("finds the articles with a hash, during and after writing the segment, in order and up to a limit", () => {
  const { builder, of } = randomFingerprints();
  const path = join(temporaryFolder(), "fingerprints.bin");
  writeFileSync(path, builder.encode());
  for (const fingerprints of [builder, readFingerprints(path)]) {
    for (let hash = 0; hash < HASHES; hash += 7) {
      const expected = [...of].flatMap(([article, hashes]) =>
        hashes.includes(hash * 357_913) ? [article] : [],
      );
      expect(fingerprints.articlesWith(hash * 357_913, 1_000)).toEqual(expected);
      expect(fingerprints.articlesWith(hash * 357_913, 2)).toEqual(expected.slice(0, 2));
    }
    expect(fingerprints.articlesWith(2 ** 30 - 1, 5)).toEqual([]);
    expect(fingerprints.hashCountOf(17)).toBe(of.get(17)?.length);
    expect(fingerprints.hashCountOf(400)).toBeUndefined();
  }
});

test("the order of articles does not change the bytes", () => {
  const { of } = randomFingerprints();
  const encode = (articles: Iterable<[number, number[]]>) => {
    const builder = new FingerprintsBuilder();
    for (const [article, hashes] of articles) builder.add(article, hashes);
    return builder.encode();
  };
  expect(encode([...of].reverse())).toEqual(encode(of));
});

test("a missing, truncated or foreign file is rejected", () => {
  const path = join(temporaryFolder(), "fingerprints.bin");
  expect(() => readFingerprints(path)).toThrow(CORRUPT);
  const bytes = randomFingerprints().builder.encode();
  for (const damaged of [bytes.subarray(0, 1_000), bytes.subarray(0, bytes.length - 1), new Uint8Array(0)]) {
    writeFileSync(path, damaged);
    expect(() => readFingerprints(path)).toThrow(CORRUPT);
  }
});
