import { MemoryObjectStore } from "@dateline-search/core/adapters/object-store/memory-object-store";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import type { StoredObject } from "@dateline-search/core/ports/object-store";
import { expect, test } from "vitest";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

/** A store that hands over `latest.json` damaged some times, and intact afterwards. */
class DamagingStore extends MemoryObjectStore {
  damagedReads = 0;
  damage: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes;

  override async get(key: string): Promise<StoredObject | undefined> {
    const found = await super.get(key);
    if (found === undefined || key !== LATEST_KEY || this.damagedReads === 0) return found;
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
