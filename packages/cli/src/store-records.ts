import { resolve } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { DatelineError } from "@dateline-search/core/errors";
import { retryConflicts } from "@dateline-search/core/ports/retry-conflicts";
import * as z from "zod";
import { isUrl, s3Endpoint } from "./open-store.ts";

/** Next to the index, but not part of it. */
const KEY = "stores.json";
const MAX_ATTEMPTS = 10;

const recordSchema = z.object({
  /** The generation that was last published there. */
  published: z.string().optional(),
  /** True once conditional writes were found to work. */
  honoursConditions: z.boolean().optional(),
});
const recordsSchema = z.record(z.string(), recordSchema);

/** Known facts about a store that an index was published to. */
export type StoreRecord = z.infer<typeof recordSchema>;

/**
 * Remembers facts about publication targets next to a local index. They are detected again if the file is
 * missing or unreadable.
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

  /** Adds facts about a store. Ignores a failed write, because the facts can be detected again. */
  async note(location: string, news: StoreRecord): Promise<void> {
    await this.#change(location, news).catch((error) => {
      if (!(error instanceof DatelineError)) throw error;
    });
  }

  async #change(location: string, news: StoreRecord): Promise<void> {
    await retryConflicts(MAX_ATTEMPTS, async () => {
      const { records, etag } = await this.#readAll();
      const name = nameOf(location);
      const changed = { ...records, [name]: { ...records[name], ...news } };
      await this.#folder.putIfMatch(KEY, Buffer.from(`${JSON.stringify(changed, null, 2)}\n`), etag);
    });
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

/** The same URL on another server is another store. */
function nameOf(location: string): string {
  if (!isUrl(location)) return resolve(location);
  const endpoint = s3Endpoint();
  const place = location.replace(/\/+$/, "");
  return endpoint === undefined ? place : `${place} at ${endpoint}`;
}
