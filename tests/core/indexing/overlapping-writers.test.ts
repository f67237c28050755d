import { join } from "node:path";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { findDamage, isDamaged } from "@dateline-search/core/generation/check-index";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { IndexedArticles } from "@dateline-search/core/generation/indexed-articles";
import type { Manifest } from "@dateline-search/core/generation/manifest";
import { type CompactOptions, compactIndex } from "@dateline-search/core/indexing/compact-index";
import { removeArticles } from "@dateline-search/core/indexing/remove-articles";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, test } from "vitest";
import { InterceptingObjectStore, type StoreCall } from "../../fixtures/intercepting-object-store.ts";
import { interleave } from "../../fixtures/interleaved-stores.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { seededRandom } from "../../fixtures/seeded-random.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

const isPointerWrite = ({ operation, key }: StoreCall) => operation === "putIfMatch" && key === "latest.json";
const isPointerCall = ({ key }: StoreCall) => key === "latest.json";

async function compact(store: ObjectStore, options: CompactOptions = { all: true }) {
  const workFolder = join(temporaryFolder(), "compact");
  const identities = new IdentityReader(store);
  return await compactIndex({ store, identities, format: localSegmentFormat, workFolder }, options);
}

async function add(store: ObjectStore, ...ids: readonly string[]): Promise<void> {
  await updateTestIndex(store, { articles: ids.map((id) => ({ id })) });
}

async function remove(store: ObjectStore, ...ids: readonly string[]): Promise<void> {
  await removeArticles({ store, identities: new IdentityReader(store) }, ids);
}

/** Which of these articles the index has, after its list was looked through for damage. */
async function indexed(store: ObjectStore, ids: readonly string[]): Promise<readonly string[]> {
  const manifest = (await readCurrent(store, {})).manifest as Manifest;
  const identities = new IdentityReader(store);
  const damage = await findDamage(manifest, (entry) => identities.read(entry));
  expect(isDamaged(damage), JSON.stringify(damage)).toBe(false);
  const articles = await IndexedArticles.load(manifest, identities);
  const found = ids.filter((id) => articles.find(hashOfId(id)) !== undefined);
  expect(manifest.articles).toBe(found.length);
  return found;
}

/** A door to a store whose every write of the pointer waits to be let through. */
function guardedDoor(store: ObjectStore) {
  const arrivals: (() => void)[] = [];
  const permits: (() => void)[] = [];
  let arrived = 0;
  const before = async (call: StoreCall) => {
    if (!isPointerWrite(call)) return;
    arrived += 1;
    arrivals.shift()?.();
    await new Promise<void>((resolve) => permits.push(resolve));
  };
  return {
    door: new InterceptingObjectStore(store, { before }),
    /** Resolves when the next write waits. */
    nextWrite: async () => {
      if (arrived > 0) arrived -= 1;
      else {
        await new Promise<void>((resolve) => arrivals.push(resolve));
        arrived -= 1;
      }
    },
    letThrough: () => permits.shift()?.(),
  };
}

test("two compactions with identical merges do not confuse their results", async () => {
  const store = new MemoryObjectStore();
  await add(store, "a");
  await add(store, "b");
  const [first, second] = [guardedDoor(store), guardedDoor(store)];
  const one = compact(first.door);
  await first.nextWrite();
  await add(store, "c");
  const other = compact(second.door);
  // One has merged a and b, the other all three. The first loses against the addition and writes again.
  await second.nextWrite();
  first.letThrough();
  await first.nextWrite();
  first.letThrough();
  // Then it merges what it made with c, which gives the bytes that the other has.
  await first.nextWrite();
  second.letThrough();
  first.letThrough();
  const goOn = setInterval(() => {
    for (const { letThrough } of [first, second]) letThrough();
  }, 1);
  await Promise.all([one, other]).finally(() => clearInterval(goOn));
  expect(await indexed(store, ["a", "b", "c"])).toEqual(["a", "b", "c"]);
  await remove(store, "a");
  expect(await indexed(store, ["a", "b", "c"])).toEqual(["b", "c"]);
  await compact(store);
  expect(await indexed(store, ["a", "b", "c"])).toEqual(["b", "c"]);
});

test.each(Array.from({ length: 24 }, (_, seed) => seed))(
  "compactions, additions, corrections and removals in the order of seed %i lose nothing and bring nothing back",
  async (seed) => {
    const store = new MemoryObjectStore();
    for (const id of ["a", "b", "c", "d"]) await add(store, id);
    const random = seededRandom(seed);
    const writers = [
      compact,
      compact,
      (door: ObjectStore) => compact(door, {}),
      async (door: ObjectStore) => {
        await add(door, "e");
        await add(door, "f");
      },
      async (door: ObjectStore) => {
        await remove(door, "b");
        await updateTestIndex(door, { articles: [{ id: "c", text: "The report was corrected." }] });
      },
    ];
    const outcomes = await interleave(store, writers, {
      stopsAt: isPointerCall,
      chooseNext: (waiting) => Math.floor(random() * waiting),
    });
    const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(failures).toEqual([]);
    const ids = ["a", "b", "c", "d", "e", "f"];
    expect(await indexed(store, ids)).toEqual(["a", "c", "d", "e", "f"]);
    await compact(store);
    expect(await indexed(store, ids)).toEqual(["a", "c", "d", "e", "f"]);
  },
);

test("a compaction that others overtake repeatedly gives up, and reports that nothing is lost", async () => {
  const store = new MemoryObjectStore();
  await add(store, "a");
  await add(store, "b");
  let overtaken = 0;
  const busy = new InterceptingObjectStore(store, {
    before: async (call) => {
      if (!isPointerWrite(call)) return;
      overtaken += 1;
      await compact(store);
      await add(store, `c${overtaken}`);
    },
  });
  await expect(compact(busy)).rejects.toMatchObject({
    code: "write-conflict",
    message: expect.stringMatching(/8 consecutive merges.*nothing is lost/),
  });
  const ids = ["a", "b", ...Array.from({ length: overtaken }, (_, n) => `c${n + 1}`)];
  expect(await indexed(store, ids)).toEqual(ids);
});

test("two segments of the same content have two names", async () => {
  const [one, other] = [new MemoryObjectStore(), new MemoryObjectStore()];
  await add(one, "a");
  await add(other, "a");
  const [[first], [second]] = [await segmentsOf(one), await segmentsOf(other)];
  expect(first?.content).toBe(second?.content);
  expect(first?.id).not.toBe(second?.id);
});

async function segmentsOf(store: ObjectStore): Promise<Manifest["segments"]> {
  return (await readCurrent(store, {})).manifest?.segments ?? [];
}
