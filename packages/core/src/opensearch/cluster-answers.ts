import { setTimeout as sleep } from "node:timers/promises";
import { DatelineError } from "../errors.ts";
import type { ClusterClient, ClusterRequest } from "./cluster-client.ts";

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

/** @throws DatelineError `store-unreachable` for a partial response, whose result would be wrong */
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

const MOST_ATTEMPTS = 6;
const FIRST_WAIT_MS = 50;
/** Errors of a failed node. The copies of its shards on other nodes take over within moments. */
const PASSING =
  /"type":"(node_disconnected|node_not_connected|node_closed|connect_transport|send_request_transport|no_shard_available_action)_exception"/;

/** @throws DatelineError as `hitsOf`, and `store-forbidden` for a part that the credentials may not read */
export function assertWhole(part: unknown): void {
  checked(part);
}

/**
 * Sends one or several searches, or reads several documents. Repeats the request while a part of the answer is
 * missing because a node has just died. If it stays missing, reading the answer throws.
 */
export async function askWhole(client: ClusterClient, request: ClusterRequest): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const { body } = await client.request(request);
    const { docs, responses = docs ?? [body] } = body as {
      readonly docs?: readonly unknown[];
      readonly responses?: readonly unknown[];
    };
    const isPassing = responses.some((one) => PASSING.test(JSON.stringify(missingOf(one)) ?? ""));
    if (!isPassing || attempt === MOST_ATTEMPTS) return body;
    await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1));
  }
}

/** Why a part of an answer is missing; `undefined` for a whole one. */
function missingOf(body: unknown): unknown {
  const { error, _shards, timed_out } = body as SearchAnswerBody;
  if (error !== undefined) return error;
  if ((_shards?.failed ?? 0) > 0) return _shards?.failures ?? "shards have failed";
  return timed_out === true ? "the search timed out" : undefined;
}

function checked(body: unknown): SearchAnswerBody {
  const missing = missingOf(body);
  if (missing === undefined) return body as SearchAnswerBody;
  const reason = JSON.stringify(missing).slice(0, 500);
  throw new DatelineError(
    reason.includes('"security_exception"') ? "store-forbidden" : "store-unreachable",
    `Cannot search OpenSearch: a part of the answer is missing: ${reason}`,
  );
}
