import { createHash } from "node:crypto";
import * as z from "zod";
import { DatelineError, hasCode } from "../errors.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { retryConflicts } from "../ports/retry-conflicts.ts";
import type { Embedding } from "../types.ts";
import { decodeEmbeddings, encodeEmbeddings } from "./embeddings-file.ts";
import { parseSavedSearch, type SavedSearch } from "./saved-search.ts";
import { jsonBytes, putObject } from "./stored-objects.ts";

/** Replaced by compare-and-swap. Garbage collection does not touch it. */
const ALERTS_KEY = "alerts.json";
/** Among concurrent writers one wins, and the others start over. */
const TRIES = 20;
/** With more, a round would take longer than a function may run. */
export const MAX_SAVED_SEARCHES = 10_000;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const documentSchema = z.object({
  version: z.literal(1),
  list: sha256.nullable(),
  /** Embeddings of the questions, and their model. */
  embeddings: z.object({ fingerprint: z.string(), object: sha256 }).nullable(),
});
type AlertsDocument = z.infer<typeof documentSchema>;

interface Current {
  readonly document: AlertsDocument;
  readonly etag: string | null;
  readonly searches: readonly SavedSearch[];
}

const EMPTY: AlertsDocument = { version: 1, list: null, embeddings: null };

/**
 * The saved searches of an index, stored next to it: `alerts.json` names a list and the embeddings of its
 * questions. Both are immutable objects, named by the sha256 of their content.
 */
export class SavedSearchList {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** @throws DatelineError `object-corrupt` if the stored data is damaged; as the store's `get` */
  async read(options: RequestOptions = {}): Promise<readonly SavedSearch[]> {
    return (await this.#current(options)).searches;
  }

  /** True when no search was ever saved, at the cost of one small request. @throws DatelineError as `read` */
  async isUnused(options: RequestOptions = {}): Promise<boolean> {
    return (await this.#document(options)).document.list === null;
  }

  /**
   * Reads the list unless it is already known, because ten thousand searches take a second to read.
   *
   * @param known the `version` read before; `undefined` for none
   * @returns `undefined` when nothing has changed
   * @throws DatelineError as `read`
   */
  async readUnless(
    known: string | undefined,
    options: RequestOptions = {},
  ): Promise<{ readonly version: string; readonly searches: readonly SavedSearch[] } | undefined> {
    const { document } = await this.#document(options);
    if (known !== undefined && versionOf(document) === known) return undefined;
    const { document: read, searches } = await this.#current(options);
    return { version: versionOf(read), searches };
  }

  /**
   * @throws DatelineError `invalid-input` if the id exists or the list is full; `write-conflict`; as `read`
   */
  async add(search: SavedSearch, options: RequestOptions = {}): Promise<void> {
    await this.#change((searches) => {
      if (searches.some(({ id }) => id === search.id)) {
        throw new DatelineError(
          "invalid-input",
          `Cannot add the alert: there is one with the id "${search.id}"`,
        );
      }
      if (searches.length >= MAX_SAVED_SEARCHES) {
        const reason = `there are ${searches.length}, at most ${MAX_SAVED_SEARCHES} are allowed`;
        throw new DatelineError("invalid-input", `Cannot add the alert: ${reason}`);
      }
      return [...searches, search];
    }, options);
  }

  /** @returns the removed search; `undefined` if there is none with this id */
  async remove(id: string, options: RequestOptions = {}): Promise<SavedSearch | undefined> {
    let removed: SavedSearch | undefined;
    await this.#change((searches) => {
      removed = searches.find((search) => search.id === id);
      return removed === undefined ? searches : searches.filter((search) => search !== removed);
    }, options);
    return removed;
  }

  /**
   * The embeddings of texts. Computes and stores those that are missing or belong to another model.
   *
   * @throws DatelineError as `read` and the embedder
   */
  async embed(
    texts: readonly string[],
    embedder: Pick<Embedder, "embedQuery" | "fingerprint" | "dimensions">,
    options: RequestOptions = {},
  ): Promise<ReadonlyMap<string, Embedding>> {
    const { document, etag } = await this.#current(options);
    const { embeddings: stored } = document;
    const isSameModel = stored?.fingerprint === embedder.fingerprint;
    const known = isSameModel ? await this.#readEmbeddings(stored.object, options) : new Map();
    const all = new Map<string, Embedding>();
    let made = 0;
    for (const text of texts) {
      const found = known.get(hashOf(text));
      if (found === undefined) made += 1;
      all.set(text, found ?? (await embedder.embedQuery(text)));
    }
    if (made > 0) {
      const bytes = encodeEmbeddings(
        new Map([...all].map(([text, embedding]) => [hashOf(text), embedding])),
        embedder.dimensions,
      );
      const object = await this.#putObject(EMBEDDINGS, bytes, options);
      const next = { ...document, embeddings: { fingerprint: embedder.fingerprint, object } };
      await this.#swap({ document, etag }, next, options).catch(ignoreConflict);
    }
    return all;
  }

  async #change(
    change: (searches: readonly SavedSearch[]) => readonly SavedSearch[],
    options: RequestOptions,
  ): Promise<void> {
    await retryConflicts(TRIES, async () => {
      const current = await this.#current(options);
      const next = change(current.searches);
      if (next === current.searches) return;
      const list = await this.#putObject(LISTS, jsonBytes({ searches: next }), options);
      await this.#swap(current, { ...current.document, list }, options);
    });
  }

  /** Replaced objects are deleted. A concurrent reader starts over. */
  async #swap(
    { document, etag }: Pick<Current, "document" | "etag">,
    next: AlertsDocument,
    options: RequestOptions,
  ): Promise<void> {
    await this.#store.putIfMatch(ALERTS_KEY, jsonBytes(next), etag, options);
    const old = keysOf(document).filter((key) => !keysOf(next).includes(key));
    if (old.length > 0) await this.#store.delete(old, options);
  }

  async #current(options: RequestOptions): Promise<Current> {
    for (let attempt = 1; ; attempt++) {
      const { document, etag } = await this.#document(options);
      if (document.list === null) return { document, etag, searches: [] };
      const key = keyOf(LISTS, document.list);
      const list = await this.#store.get(key, options);
      if (list !== undefined) {
        return { document, etag, searches: parse(key, () => parseList(list.bytes)) };
      }
      if (attempt === TRIES) throw corrupt(`${key} is missing`);
    }
  }

  async #document(options: RequestOptions): Promise<Pick<Current, "document" | "etag">> {
    const found = await this.#store.get(ALERTS_KEY, options);
    if (found === undefined) return { document: EMPTY, etag: null };
    const document = parse(ALERTS_KEY, () => documentSchema.parse(JSON.parse(textOf(found.bytes))));
    return { document, etag: found.etag };
  }

  /** Empty if they have just been replaced. The caller then computes them again. */
  async #readEmbeddings(object: string, options: RequestOptions): Promise<ReadonlyMap<string, Embedding>> {
    const key = keyOf(EMBEDDINGS, object);
    const found = await this.#store.get(key, options);
    return found === undefined ? new Map() : parse(key, () => decodeEmbeddings(found.bytes));
  }

  async #putObject(kind: ObjectKind, bytes: Uint8Array, options: RequestOptions): Promise<string> {
    return await putObject(this.#store, { keyOf: (sha256) => keyOf(kind, sha256), bytes }, options);
  }
}

interface ObjectKind {
  readonly folder: string;
  readonly ending: string;
}

const LISTS: ObjectKind = { folder: "alerts/lists", ending: "json" };
const EMBEDDINGS: ObjectKind = { folder: "alerts/embeddings", ending: "f32" };

function keyOf({ folder, ending }: ObjectKind, hash: string): string {
  return `${folder}/${hash}.${ending}`;
}

function keysOf({ list, embeddings }: AlertsDocument): readonly string[] {
  return [
    ...(list === null ? [] : [keyOf(LISTS, list)]),
    ...(embeddings === null ? [] : [keyOf(EMBEDDINGS, embeddings.object)]),
  ];
}

function versionOf({ list }: AlertsDocument): string {
  return list ?? "";
}

function parseList(bytes: Uint8Array): readonly SavedSearch[] {
  return z
    .object({ searches: z.array(z.unknown()) })
    .parse(JSON.parse(textOf(bytes)))
    .searches.map(parseSavedSearch);
}

function parse<T>(key: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw corrupt(`${key} is damaged`, cause);
  }
}

function corrupt(reason: string, cause?: unknown): DatelineError {
  return new DatelineError("object-corrupt", `Cannot read the saved searches: ${reason}`, { cause });
}

/** If another writer was faster, the next reader computes the embeddings again. */
function ignoreConflict(error: unknown): void {
  if (!hasCode(error, "write-conflict")) throw error;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}
