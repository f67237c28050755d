import { DatelineError } from "../errors.ts";

/** A document in a search response, with the requested fields. */
export interface FoundDocument {
  readonly _id: string;
  readonly _score: number | null;
  readonly _source?: Readonly<Record<string, unknown>>;
  readonly fields?: Readonly<Record<string, readonly unknown[] | undefined>>;
  /** Scores of the named queries that it matches. */
  readonly matched_queries?: Readonly<Record<string, number>>;
  readonly sort?: readonly unknown[];
}

/** A bucket or a value of an aggregation. */
export interface Aggregation {
  readonly value?: number;
  readonly doc_count?: number;
  readonly buckets?: readonly { readonly key: string; readonly doc_count: number }[];
}

interface SearchAnswerBody {
  readonly timed_out?: boolean;
  readonly error?: unknown;
  readonly _shards?: { readonly failed: number; readonly failures?: readonly unknown[] };
  readonly hits?: { readonly total?: { readonly value: number }; readonly hits: readonly FoundDocument[] };
  readonly aggregations?: Readonly<Record<string, Aggregation | undefined>>;
}

/** @throws DatelineError `store-unreachable` for a partial response, which would be wrong */
export function hitsOf(body: unknown): readonly FoundDocument[] {
  return checked(body).hits?.hits ?? [];
}

/** Total number of documents, if it was counted. @throws DatelineError as `hitsOf` */
export function totalOf(body: unknown): number {
  return checked(body).hits?.total?.value ?? 0;
}

/** @throws DatelineError as `hitsOf` */
export function aggregationsOf(body: unknown): Readonly<Record<string, Aggregation | undefined>> {
  return checked(body).aggregations ?? {};
}

function checked(body: unknown): SearchAnswerBody {
  const answer = body as SearchAnswerBody;
  const failed = answer._shards?.failed ?? 0;
  if (answer.error === undefined && failed === 0 && answer.timed_out !== true) return answer;
  const reason = JSON.stringify(answer.error ?? answer._shards?.failures ?? "it took too long").slice(0, 500);
  throw new DatelineError(
    "store-unreachable",
    `Cannot search OpenSearch: a part of the answer is missing: ${reason}`,
  );
}
