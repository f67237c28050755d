import { EmbeddingComparer } from "../adapters/segment/embedding-comparer.ts";
import { DatelineError } from "../errors.ts";
import type { SentenceSimilarity } from "../ports/sentence-table.ts";
import type { Article, Embedding } from "../types.ts";
import { documentKey } from "./article-documents.ts";
import { askWhole, assertWhole, hitsOf } from "./cluster-answers.ts";
import type { ClusterClient } from "./cluster-client.ts";
import { PASSAGE_FIELDS, type StoredPassage, toStoredPassage } from "./stored-passage.ts";
import type { WordStatistics } from "./word-statistics.ts";

/** The body of a search request, and how to execute it. */
export interface SearchBody {
  readonly searchType?: "dfs_query_then_fetch";
  readonly [field: string]: unknown;
}

export interface IndexReaderOptions {
  readonly client: ClusterClient;
  /** Name of the index, not of the alias, which may move to another generation. */
  readonly index: string;
  readonly statistics: WordStatistics;
}

/** Reads documents for one request, and caches them meanwhile. */
export class IndexReader {
  readonly statistics: WordStatistics;
  readonly #client: ClusterClient;
  readonly #index: string;
  readonly #passages = new Map<number, StoredPassage>();
  readonly #embeddings = new Map<number, Uint8Array>();

  constructor({ client, index, statistics }: IndexReaderOptions) {
    this.statistics = statistics;
    this.#client = client;
    this.#index = index;
  }

  async search(body: object, query: Readonly<Record<string, boolean>> = {}): Promise<unknown> {
    const path = `/${this.#index}/_search`;
    return await askWhole(this.#client, { method: "POST", path, query, body });
  }

  /** Sends several searches in one request. */
  async searchTogether(searches: readonly SearchBody[]): Promise<readonly unknown[]> {
    const lines = searches.flatMap(({ searchType, ...body }) => [
      searchType === undefined ? {} : { search_type: searchType },
      body,
    ]);
    const path = `/${this.#index}/_msearch`;
    const body = await askWhole(this.#client, { method: "POST", path, lines });
    return (body as { readonly responses: readonly unknown[] }).responses;
  }

  remember(passages: readonly StoredPassage[]): void {
    for (const passage of passages) this.#passages.set(passage.row, passage);
  }

  /** Returns passages in the order of the rows. @throws DatelineError `index-corrupt` when one is missing */
  async passagesAt(rows: readonly number[]): Promise<readonly StoredPassage[]> {
    const unknown = rows.filter((row) => !this.#passages.has(row));
    if (unknown.length > 0) {
      const body = await this.search({ ...ofRows(unknown), _source: false, docvalue_fields: PASSAGE_FIELDS });
      this.remember(hitsOf(body).map(toStoredPassage));
    }
    return rows.map((row) => this.#passages.get(row) ?? missing(`passage ${row}`));
  }

  /** Similarities of every sentence of each passage, in the order of the rows; none for a zero vector. */
  async sentencesOf(
    rows: readonly number[],
    embedding: Embedding,
  ): Promise<readonly (readonly SentenceSimilarity[])[]> {
    const unknown = rows.filter((row) => !this.#embeddings.has(row));
    if (unknown.length > 0) {
      const body = await this.search({
        ...ofRows(unknown),
        _source: ["embeddings"],
        docvalue_fields: ["row"],
      });
      for (const { fields, _source } of hitsOf(body)) {
        const bytes = Buffer.from(String(_source?.["embeddings"] ?? ""), "base64");
        this.#embeddings.set(Number(fields?.["row"]?.[0]), bytes);
      }
    }
    const stored = rows.map((row) => this.#embeddings.get(row) ?? missing(`passage ${row}`));
    return new EmbeddingComparer(embedding.length)
      .compare(embedding, stored)
      .map(({ sentences }) => sentences);
  }

  /** The articles that exist, by id. */
  async articles(ids: readonly string[]): Promise<ReadonlyMap<string, Article>> {
    const unique = [...new Set(ids)];
    if (unique.length === 0) return new Map();
    const docs = unique.map((id) => ({
      _id: documentKey(id),
      routing: documentKey(id),
      _source: ["article"],
    }));
    const path = `/${this.#index}/_mget`;
    const body = await askWhole(this.#client, { method: "POST", path, body: { docs } });
    const found = (body as { readonly docs: readonly { readonly _source?: { readonly article: Article } }[] })
      .docs;
    // Otherwise, an unreadable article would look like a missing one.
    found.forEach(assertWhole);
    return new Map(
      found.flatMap(({ _source }) => (_source === undefined ? [] : [[_source.article.id, _source.article]])),
    );
  }
}

/** The part of a search body that selects the passages of rows. */
function ofRows(rows: readonly number[]): object {
  const filter = [{ term: { kind: "passage" } }, { terms: { row: rows } }];
  return { size: rows.length, query: { bool: { filter } }, track_total_hits: false };
}

function missing(what: string): never {
  throw new DatelineError(
    "index-corrupt",
    `Cannot read ${what} from OpenSearch: it no longer exists; repeat the request`,
  );
}
