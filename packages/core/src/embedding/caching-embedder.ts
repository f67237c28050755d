import { createHash } from "node:crypto";
import { DelegatingEmbedder } from "../adapters/model/delegating-embedder.ts";
import { DatelineError } from "../errors.ts";
import { SPLITTER_VERSION } from "../passages/splitter-version.ts";
import type { EmbeddedParts, Embedder, TextWithParts } from "../ports/embedder.ts";
import type { EmbeddingCache } from "../ports/embedding-cache.ts";
import type { Embedding } from "../types.ts";

/**
 * Embeds each text once and caches the result. Keys combine the model's fingerprint, the splitter's version,
 * the purpose of the text and the text itself, so another model or splitter never gets an old embedding.
 * Embeddings do not depend on the other texts of a batch, so caching does not change results.
 */
export class CachingEmbedder extends DelegatingEmbedder {
  readonly #cache: EmbeddingCache;
  #embedded = 0;
  #cached = 0;

  /** Takes ownership of both and closes them. */
  constructor(embedder: Embedder, cache: EmbeddingCache) {
    super(embedder);
    this.#cache = cache;
  }

  /** Number of texts embedded since opening, and of texts found in the cache. */
  get counts(): { readonly embedded: number; readonly cached: number } {
    return { embedded: this.#embedded, cached: this.#cached };
  }

  async embedPassages(texts: readonly string[]): Promise<readonly Embedding[]> {
    const wanted = texts.map((text) => this.#wantedText("passage", text));
    return await this.#embedMissing(wanted, (missing) => this.embedder.embedPassages(missing));
  }

  /** A text and its parts share an entry, because parts depend on the text. */
  async embedWithParts(texts: readonly TextWithParts[]): Promise<readonly EmbeddedParts[]> {
    const wanted = texts.map((text) => {
      const offsets = text.parts.map(({ start, end }) => [start, end]);
      const key = this.#key("parts", JSON.stringify([text.text, offsets]));
      return { text, key, length: (1 + text.parts.length) * this.dimensions };
    });
    const joined = await this.#embedMissing(wanted, async (missing) =>
      (await this.embedder.embedWithParts(missing)).map(({ whole, parts }) => join([whole, ...parts])),
    );
    return joined.map((embeddings) => {
      const [whole, ...parts] = divide(embeddings, this.dimensions);
      return { whole: whole as Embedding, parts };
    });
  }

  async embedQuery(text: string): Promise<Embedding> {
    const wanted = [this.#wantedText("query", text)];
    const [embedding] = await this.#embedMissing(wanted, async ([missing = text]) => [
      await this.embedder.embedQuery(missing),
    ]);
    if (embedding === undefined) {
      throw new DatelineError("internal", "Cannot embed the query: no embedding came back");
    }
    return embedding;
  }

  async close(): Promise<void> {
    this.#cache.close();
    await this.embedder.close();
  }

  async #embedMissing<T>(
    wanted: readonly Wanted<T>[],
    embed: (texts: readonly T[]) => Promise<readonly Embedding[]>,
  ): Promise<readonly Embedding[]> {
    const cached = await this.#cache.getMany(wanted.map(({ key }) => key));
    const usable = cached.map((found, index) =>
      found?.length === wanted[index]?.length ? found : undefined,
    );
    const missing = wanted.filter((_, index) => usable[index] === undefined);
    this.#embedded += missing.length;
    this.#cached += wanted.length - missing.length;
    if (missing.length === 0) return usable as readonly Embedding[];
    const embedded = await embed(missing.map(({ text }) => text));
    await this.#cache.putMany(new Map(missing.map(({ key }, index) => [key, embedded[index] as Embedding])));
    let next = 0;
    return usable.map((embedding) => embedding ?? (embedded[next++] as Embedding));
  }

  #wantedText(kind: "passage" | "query", text: string): Wanted<string> {
    return { text, key: this.#key(kind, text), length: this.dimensions };
  }

  #key(kind: "passage" | "parts" | "query", text: string): string {
    const identity = [this.fingerprint, SPLITTER_VERSION, kind, text];
    return createHash("sha256").update(identity.join("\0")).digest("hex");
  }
}

interface Wanted<T> {
  readonly text: T;
  readonly key: string;
  /** Numbers of its entry. An entry of another length is damaged. */
  readonly length: number;
}

function join(embeddings: readonly Embedding[]): Embedding {
  const joined = new Float32Array(embeddings.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const embedding of embeddings) {
    joined.set(embedding, start);
    start += embedding.length;
  }
  return joined;
}

function divide(joined: Embedding, dimensions: number): readonly Embedding[] {
  return Array.from({ length: joined.length / dimensions }, (_, index) =>
    joined.slice(index * dimensions, (index + 1) * dimensions),
  );
}
