import { DatelineError } from "../errors.ts";
import { sha256Of } from "../files/hash-file.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { IdentityTable } from "./article-identity.ts";
import { IDENTITIES_FILE, segmentFileKey } from "./generation-objects.ts";
import type { SegmentEntry } from "./manifest.ts";

/** How many times to read a file that differs from its manifest. */
const MAX_READINGS = 3;

/**
 * Reads which articles a segment contains, once per segment. Segments never change, so a writer that updates
 * an index repeatedly reads only the new ones.
 */
export class IdentityReader {
  readonly #store: ObjectStore;
  readonly #cache: ObjectStore | undefined;
  #tables = new Map<string, IdentityTable>();

  /** @param cache keeps the files for later processes, for example in a folder */
  constructor(store: ObjectStore, cache?: ObjectStore) {
    this.#store = store;
    this.#cache = cache;
  }

  /** @throws DatelineError `object-missing`, `object-corrupt` or `index-corrupt` */
  async read(entry: SegmentEntry, options: RequestOptions = {}): Promise<IdentityTable> {
    const known = this.#tables.get(entry.id);
    if (known !== undefined) return known;
    const table = new IdentityTable(await this.#fetch(entry, options));
    this.#tables.set(entry.id, table);
    return table;
  }

  /** Forgets segments that are no longer in the index. */
  keepOnly(entries: readonly SegmentEntry[]): void {
    const ids = new Set(entries.map(({ id }) => id));
    this.#tables = new Map([...this.#tables].filter(([id]) => ids.has(id)));
  }

  async #fetch({ id, identities }: SegmentEntry, options: RequestOptions): Promise<Uint8Array> {
    const key = segmentFileKey(id, IDENTITIES_FILE);
    const cached = await this.#cache?.get(key, options);
    if (cached !== undefined && sha256Of(cached.bytes) === identities.sha256) return cached.bytes;
    const bytes = await this.#fetchVerified(key, identities.sha256, options);
    await this.#cache?.putNew(key, bytes, { ...options, sha256: identities.sha256 });
    return bytes;
  }

  /** Reads wrong content again, because bytes damaged in transit are right next time. */
  async #fetchVerified(key: string, expected: string, options: RequestOptions): Promise<Uint8Array> {
    for (let readings = 0; readings < MAX_READINGS; readings++) {
      const found = await this.#store.get(key, options);
      if (found === undefined) {
        throw new DatelineError("object-missing", `Cannot change the index: "${key}" is not in the store`);
      }
      if (sha256Of(found.bytes) === expected) return found.bytes;
    }
    throw new DatelineError(
      "object-corrupt",
      `Cannot change the index: "${key}" does not have the sha256 in its manifest`,
    );
  }
}
