import { FACET_FIELDS } from "@dateline-search/core/article-fields";
import { DatelineError, hasCode } from "@dateline-search/core/errors";
import { checkModel } from "@dateline-search/core/generation/open-generation";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { Reranker } from "@dateline-search/core/ports/reranker";
import { countFacets } from "@dateline-search/core/search/count-facets";
import { readTimeline, type TimelineQuery } from "@dateline-search/core/search/describe-story";
import { findSimilar, type SimilarQuery } from "@dateline-search/core/search/find-similar";
import {
  findSimilarToText,
  type SimilarTextContext,
} from "@dateline-search/core/search/find-similar-to-text";
import { filterInZone } from "@dateline-search/core/search/parse-filter";
import { readArticle } from "@dateline-search/core/search/read-article";
import type { SearchEngine, SearchedGeneration } from "@dateline-search/core/search/search-engine";
import { countFacetsOfQuery, searchPassages } from "@dateline-search/core/search/search-passages";
import type { Stopwatch } from "@dateline-search/core/search/stopwatch";
import type { Synonyms } from "@dateline-search/core/words/synonyms";
import type {
  ArticleAnswer,
  FacetsAnswer,
  SearchAnswer,
  SimilarAnswer,
  SimilarTextAnswer,
  StoryAnswer,
} from "./answer-schemas.ts";
import { encodeCursor } from "./cursor.ts";
import type { GenerationStatus } from "./generation-status.ts";
import { LazyOnce } from "./lazy-once.ts";
import type { FacetsRequest, SearchRequest, SimilarTextRequest } from "./parse-search-request.ts";
import { RequestError } from "./request-error.ts";

/** Openers of the service's parts. Each runs once, and again after a failure. */
export interface SearchServiceParts {
  readonly openEmbedder: () => Promise<Embedder>;
  /** Without it, or if it returns none, nothing is reranked. */
  readonly openReranker?: () => Promise<Reranker | undefined>;
  readonly openIndex: () => Promise<SearchEngine>;
  /** Synonyms to expand queries with. */
  readonly openSynonyms?: () => Promise<Synonyms | undefined>;
  /** Default time zone of "today" in queries; UTC without it. */
  readonly timeZone?: () => string | undefined;
  /** A sentence for callers about why there is no index to open yet; `undefined` once there is one. */
  readonly whyNotReady?: () => string | undefined;
}

export interface WaitOptions {
  /** How long to wait for an index that is still being opened. */
  readonly waitMs: number;
}

/**
 * The function's operations, independent of how it is called. Keeps one model and one live index for the life of the
 * container.
 */
export class SearchService {
  readonly #embedder: LazyOnce<Embedder>;
  readonly #reranker: LazyOnce<Reranker | undefined>;
  readonly #synonyms: LazyOnce<Synonyms | undefined>;
  readonly #index: LazyOnce<SearchEngine>;
  readonly #whyNotReady: () => string | undefined;
  readonly #timeZone: () => string | undefined;
  #opened: SearchEngine | undefined;
  #openedReranker: Reranker | undefined;

  constructor(parts: SearchServiceParts) {
    const { openEmbedder, openIndex, openReranker = async () => undefined } = parts;
    this.#whyNotReady = parts.whyNotReady ?? (() => undefined);
    this.#timeZone = parts.timeZone ?? (() => undefined);
    this.#embedder = new LazyOnce(() => refusingInput(openEmbedder));
    this.#reranker = new LazyOnce(async () => {
      this.#openedReranker = await refusingInput(openReranker);
      return this.#openedReranker;
    });
    this.#synonyms = new LazyOnce(() => refusingInput(parts.openSynonyms ?? (async () => undefined)));
    this.#index = new LazyOnce(async () => {
      this.#opened = await refusingInput(openIndex);
      return this.#opened;
    });
  }

  /** The generation that answers, if one is open. Makes no requests. */
  get status(): GenerationStatus | undefined {
    return this.#opened?.describe();
  }

  /** Identifies the reranker, if there is one. Answers depend on it once the service is `ready`. */
  get rerankerFingerprint(): string | undefined {
    return this.#openedReranker?.fingerprint;
  }

  /**
   * Waits until queries can be answered. After a timeout, opening continues for later calls.
   *
   * @throws RequestError `not-ready`; DatelineError if opening fails
   */
  async ready({ waitMs }: WaitOptions): Promise<GenerationStatus> {
    const publicDetail = this.#whyNotReady();
    if (publicDetail !== undefined) {
      throw new RequestError("not-ready", `Cannot answer yet: ${publicDetail}`, { publicDetail });
    }
    const opening = Promise.all([this.#index.get(), this.#embedder.get(), this.#reranker.get()]);
    const [index] = await withinTime(opening, waitMs);
    return index.describe();
  }

  /**
   * Refreshes the index if that is due, for requests that do not use it. Await it, because Lambda freezes the process
   * once the answer is sent.
   *
   * @returns the generation that answers afterwards
   */
  async refreshIfDue(): Promise<GenerationStatus | undefined> {
    await this.#opened?.use(async () => {}).catch(() => {});
    return this.status;
  }

  /** Await `ready` first, as for every read. @throws DatelineError, RequestError `cursor-expired` */
  async search({ query, cursor }: SearchRequest, stopwatch: Stopwatch): Promise<SearchAnswer> {
    const at = cursor?.at ?? new Date().toISOString();
    const now = () => new Date(at);
    const result = await this.#read(async (context) => {
      if (cursor !== null && cursor.reranker !== context.reranker?.fingerprint) throw cursorOutranked();
      return await searchPassages({ ...context, stopwatch, now }, query);
    }, cursor?.generation);
    const { generation, total, hits } = result;
    const reranker = this.rerankerFingerprint;
    const offset = query.offset + hits.length;
    const hasNext = hits.length > 0 && offset < total;
    return {
      ...result,
      nextCursor: hasNext ? encodeCursor({ generation, offset, at, reranker }, query) : null,
    };
  }

  /** @throws RequestError `article-missing`; DatelineError */
  async article(id: string): Promise<ArticleAnswer> {
    return await this.#read(async ({ generation }) => {
      const found = await readArticle(generation, id);
      if (found === undefined) throw articleMissing(id);
      return { generation: generation.id, ...found };
    });
  }

  /** @throws RequestError `story-missing`; DatelineError */
  async story(id: string, query: TimelineQuery): Promise<StoryAnswer> {
    return await this.#read(async ({ generation }) => {
      const found = await readTimeline(generation, id, query);
      if (found === undefined) {
        throw new RequestError("story-missing", `Cannot find the story "${id.slice(0, 80)}": there is none`);
      }
      return { generation: generation.id, ...found };
    });
  }

  /** @throws RequestError `article-missing`; DatelineError */
  async similar(id: string, query: SimilarQuery, stopwatch: Stopwatch): Promise<SimilarAnswer> {
    const found = await this.#read(
      async (context) => await findSimilar({ ...context, stopwatch }, id, query),
    );
    if (found === undefined) throw articleMissing(id);
    const { generation, ...rest } = found;
    return { generation, articleId: id, ...rest };
  }

  /** @throws DatelineError */
  async similarToText({ text, query }: SimilarTextRequest, stopwatch: Stopwatch): Promise<SimilarTextAnswer> {
    return await this.#read(
      async (context) => await findSimilarToText({ ...context, stopwatch }, text, query),
    );
  }

  /** @throws DatelineError */
  async facets(request: FacetsRequest, stopwatch: Stopwatch): Promise<FacetsAnswer> {
    const startedAt = performance.now();
    return await this.#read(async (context) => {
      const counts =
        request.query === null
          ? await countAll(context, request)
          : await countFacetsOfQuery({ ...context, stopwatch }, request.query);
      const tookMs = Math.round((performance.now() - startedAt) * 100) / 100;
      return { generation: context.generation.id, query: request.query?.text ?? null, tookMs, ...counts };
    });
  }

  /** @param generationId defaults to the one that answers queries */
  async #read<T>(work: (context: SimilarTextContext) => Promise<T>, generationId?: string): Promise<T> {
    const [index, embedder, reranker, synonyms] = await Promise.all([
      this.#index.get(),
      this.#embedder.get(),
      this.#reranker.get(),
      this.#synonyms.get(),
    ]);
    const read = async (generation: SearchedGeneration) => {
      checkModel(generation.manifest, embedder);
      return await refusingInput(() =>
        work({ generation, embedder, reranker, synonyms, timeZone: this.#timeZone() }),
      );
    };
    if (generationId === undefined) return await index.use(read);
    return await index.useKept(generationId, read).catch((error) => {
      throw isGone(error) ? cursorExpired(error) : error;
    });
  }

  /**
   * Checks for a newer generation now.
   *
   * @throws RequestError `not-ready`; DatelineError if the store cannot be read or the new generation cannot be opened. The
   *   old one then keeps answering
   */
  async refresh({ waitMs }: WaitOptions): Promise<GenerationStatus> {
    const index = await withinTime(this.#index.get(), waitMs);
    await withinTime(
      refusingInput(() => index.refreshNow()),
      waitMs,
    );
    return index.describe();
  }
}

function countAll(
  context: SimilarTextContext,
  { filter, timeZone = context.timeZone }: Extract<FacetsRequest, { readonly query: null }>,
) {
  const allowed = { filter: filterInZone(filter, timeZone) };
  return countFacets(context.generation, allowed, { facets: FACET_FIELDS, timeZone });
}

function articleMissing(id: string): RequestError {
  return new RequestError("article-missing", `Cannot find the article "${id.slice(0, 80)}": there is none`);
}

/** True if the manifest or one of its files is gone. */
function isGone(error: unknown): boolean {
  return hasCode(error, "object-missing");
}

function cursorExpired(cause: unknown): RequestError {
  const detail = "Cannot search: the cursor's generation is no longer available, search again";
  return new RequestError("cursor-expired", detail, { cause });
}

function cursorOutranked(): RequestError {
  const detail = "Cannot search: the previous pages were ranked by another model, search again";
  return new RequestError("cursor-expired", detail);
}

/** `invalid-input` at this point means a bad setting, not a bad query. */
async function refusingInput<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!hasCode(cause, "invalid-input")) throw cause;
    throw new DatelineError("internal", `Cannot serve: a setting is wrong: ${cause.message}`, { cause });
  }
}

/** @throws RequestError `not-ready` when the time is up; the work continues */
export async function withinTime<T>(
  work: Promise<T>,
  waitMs: number,
  reason = `Cannot answer yet: not open within ${Math.round(waitMs)} ms`,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RequestError("not-ready", reason)), Math.max(0, waitMs));
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
