import { resolve } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { DatelineError } from "@dateline-search/core/errors";
import { z } from "zod";
import { isUrl, s3Endpoint } from "./open-store.ts";

/** Beside the index, and no part of it. */
const KEY = "stores.json";
const MAX_ATTEMPTS = 10;

const recordSchema = z.object({
  /** The generation that was published there last. */
  published: z.string().optional(),
  /** True when it was seen to honour the conditions of writes. */
  honoursConditions: z.boolean().optional(),
});
const recordsSchema = z.record(z.string(), recordSchema);

/** What is remembered of a store that an index was published to. */
export type StoreRecord = z.infer<typeof recordSchema>;

/**
 * Remembers, beside a local index, what was found out about the stores that it is published to. Without it, or with one
 * that cannot be read, everything is found out again.
 */
export class StoreRecords {
  readonly #folder: FileObjectStore;

  /** @param index folder of the local index */
  constructor(index: string) {
    this.#folder = new FileObjectStore(index);
  }

  async read(location: string): Promise<StoreRecord> {
    return (await this.#readAll()).records[nameOf(location)] ?? {};
  }

  /** Adds to what is remembered of a store. What cannot be written is found out again the next time. */
  async note(location: string, news: StoreRecord): Promise<void> {
    await this.#change(location, news).catch((error) => {
      if (!(error instanceof DatelineError)) throw error;
    });
  }

  async #change(location: string, news: StoreRecord): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { records, etag } = await this.#readAll();
      const name = nameOf(location);
      const changed = { ...records, [name]: { ...records[name], ...news } };
      try {
        await this.#folder.putIfMatch(KEY, Buffer.from(`${JSON.stringify(changed, null, 2)}\n`), etag);
        return;
      } catch (error) {
        const isLost = error instanceof DatelineError && error.code === "write-conflict";
        if (!isLost || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  async #readAll(): Promise<{ records: z.infer<typeof recordsSchema>; etag: string | null }> {
    const found = await this.#folder.get(KEY);
    if (found === undefined) return { records: {}, etag: null };
    return { records: parse(Buffer.from(found.bytes).toString("utf8")), etag: found.etag };
  }
}

function parse(text: string): z.infer<typeof recordsSchema> {
  try {
    return recordsSchema.parse(JSON.parse(text));
  } catch {
    return {};
  }
}

/** The same URL means another store on another server. */
function nameOf(location: string): string {
  if (!isUrl(location)) return resolve(location);
  const endpoint = s3Endpoint();
  const place = location.replace(/\/+$/, "");
  return endpoint === undefined ? place : `${place} at ${endpoint}`;
}
