import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { DatelineError } from "@dateline-search/core/errors";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { commitGeneration } from "@dateline-search/core/generation/commit-generation";
import { fetchLatest, LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import type { SegmentEntry } from "@dateline-search/core/generation/manifest";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import type { ObjectStore, StoredObject } from "@dateline-search/core/ports/object-store";
import { expect, test } from "vitest";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

/** A store that hands over `latest.json` damaged some times, and intact afterwards. */
class DamagingStore extends MemoryObjectStore {
  /** Reads that come before the damaged ones. */
  intactReads = 0;
  damagedReads = 0;
  damage: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;

  override async get(key: string): Promise<StoredObject | undefined> {
    const found = await super.get(key);
    if (found === undefined || key !== LATEST_KEY || this.damagedReads === 0) return found;
    if (this.intactReads-- > 0) return found;
    this.damagedReads -= 1;
    return { ...found, bytes: this.damage(found.bytes) };
  }
}

const DAMAGES = {
  "cut short": (bytes: Uint8Array) => bytes.subarray(0, bytes.length >> 1),
  empty: () => new Uint8Array(),
  "with a flipped bit": (bytes: Uint8Array) => bytes.map((byte, at) => (at === 0 ? byte ^ 1 : byte)),
};

test.each(Object.entries(DAMAGES))(
  "a latest.json that arrives %s is not taken for an empty index",
  async (_, damage) => {
    const store = new DamagingStore();
    await updateTestIndex(store, { articles: [{ id: "ferry" }] });
    store.damage = damage;
    store.damagedReads = 1;
    expect((await readCurrent(store, {})).manifest?.articles).toBe(1);
    store.damagedReads = 1;
    const { manifest } = await updateTestIndex(store, { articles: [{ id: "wheat" }] });
    expect(manifest?.articles).toBe(2);
  },
);

const WRITERS = {
  build: async (store: ObjectStore) => {
    const index = temporaryFolder();
    await updateTestIndex(new FileObjectStore(index), { articles: [{ id: "wheat" }] });
    const { generation, manifest } = await readCurrent(new FileObjectStore(index), {});
    if (generation === null || manifest === null) throw new Error("there is no index");
    const entry = manifest.segments[0] as SegmentEntry;
    const segment = { entry, folder: join(index, "segments", entry.id) };
    await commitGeneration(store, { manifest, segment, expected: null });
  },
  publish: async (store: ObjectStore) => {
    const index = temporaryFolder();
    await updateTestIndex(new FileObjectStore(index), { articles: [{ id: "wheat" }] });
    await publish(index, store, { replace: false, smokeTest: async () => {} });
  },
  rollback: async (store: ObjectStore) => {
    await rollBack(store);
  },
};

test.each(Object.entries(WRITERS))(
  "%s does not replace an index whose pointer arrives damaged",
  async (_, write) => {
    for (let damagedFrom = 1; damagedFrom <= 8; damagedFrom++) {
      const store = new DamagingStore();
      await updateTestIndex(store, { articles: [{ id: "ferry" }] });
      const { generation } = (await fetchLatest(store)).pointer;
      store.damage = () => new Uint8Array();
      // Two readings in a row, so that reading it once more does not help.
      store.intactReads = damagedFrom - 1;
      store.damagedReads = 2;
      await write(store).catch((error) => expect(error).toBeInstanceOf(DatelineError));
      store.damagedReads = 0;
      expect((await fetchLatest(store)).pointer.generation).toBe(generation);
    }
  },
);
