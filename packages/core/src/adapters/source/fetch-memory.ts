import { createHash } from "node:crypto";
import * as z from "zod";
import { hasCode } from "../../errors.ts";
import type { ObjectStore, RequestOptions } from "../../ports/object-store.ts";
import type { RemoteContent } from "../../ports/remote-reader.ts";

/** A response, with the validators to check whether it is still current. */
export interface RememberedContent extends RemoteContent {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

const HEADER = z.object({
  contentType: z.string().nullable(),
  url: z.string().nullable(),
  etag: z.string().nullable(),
  lastModified: z.string().nullable(),
});
const LINE_FEED = 0x0a;

/**
 * Caches responses in a store, so that unchanged content is not sent again. Each object is a line of JSON
 * followed by the content.
 */
export class FetchMemory {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** @returns `undefined` if nothing readable is cached */
  async recall(url: string, options: RequestOptions): Promise<RememberedContent | undefined> {
    const found = await this.#store.get(keyOf(url), options);
    const end = found?.bytes.indexOf(LINE_FEED) ?? -1;
    if (found === undefined || end === -1) return undefined;
    const header = HEADER.safeParse(parseLoosely(Buffer.from(found.bytes.subarray(0, end)).toString("utf8")));
    return header.success ? { ...header.data, bytes: found.bytes.subarray(end + 1) } : undefined;
  }

  /** Caches a response that has a validator. Any one of concurrent writers may win. */
  async remember(url: string, content: RememberedContent, options: RequestOptions): Promise<void> {
    const { bytes, contentType, url: address, etag, lastModified } = content;
    if (etag === null && lastModified === null) return;
    const header = JSON.stringify({ contentType, url: address, etag, lastModified });
    const key = keyOf(url);
    try {
      const before = await this.#store.get(key, options);
      const object = Buffer.concat([Buffer.from(`${header}\n`), bytes]);
      await this.#store.putIfMatch(key, object, before?.etag ?? null, options);
    } catch (error) {
      if (!hasCode(error, "write-conflict")) throw error;
    }
  }
}

function keyOf(url: string): string {
  return `fetched/${createHash("sha256").update(url, "utf8").digest("hex")}`;
}

function parseLoosely(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
