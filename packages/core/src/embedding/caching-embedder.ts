import { createHash } from "node:crypto";
import { DelegatingEmbedder } from "../adapters/model/delegating-embedder.ts";
import { DatelineError } from "../errors.ts";
import { SPLITTER_VERSION } from "../passages/splitter-version.ts";
import type { Embedder } from "../ports/embedder.ts";
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
    return await this.#embedMissing("passage", texts, (missing) => this.embedder.embedPassages(missing));
  }

  async embedQuery(text: string): Promise<Embedding> {
    const [embedding] = await this.#embedMissing("query", [text], async ([missing = text]) => [
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

  async #embedMissing(
    kind: "passage" | "query",
    texts: readonly string[],
    embed: (texts: readonly string[]) => Promise<readonly Embedding[]>,
  ): Promise<readonly Embedding[]> {
    const keys = texts.map((text) => this.#key(kind, text));
    const cached = await this.#cache.getMany(keys);
    const usable = cached.map((embedding) => (embedding?.length === this.dimensions ? embedding : undefined));
    const missing = texts.filter((_, index) => usable[index] === undefined);
    this.#embedded += missing.length;
    this.#cached += texts.length - missing.length;
    if (missing.length === 0) return usable as readonly Embedding[];
    const embedded = await embed(missing);
    let next = 0;
    const all = usable.map((embedding) => embedding ?? (embedded[next++] as Embedding));
    const added = keys.flatMap((key, index): [string, Embedding][] =>
      usable[index] === undefined ? [[key, all[index] as Embedding]] : [],
    );
    await this.#cache.putMany(new Map(added));
    return all;
  }

  #key(kind: "passage" | "query", text: string): string {
    const identity = [this.fingerprint, SPLITTER_VERSION, kind, text];
    return createHash("sha256").update(identity.join("\0")).digest("hex");
  }
}
