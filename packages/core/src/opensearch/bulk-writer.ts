import { setTimeout as sleep } from "node:timers/promises";
import { DatelineError, throwIfAborted } from "../errors.ts";
import type { RoutedDocument } from "./article-documents.ts";
import type { ClusterClient } from "./cluster-client.ts";

/** Approximate size of a request, as recommended by OpenSearch's documentation. */
const BATCH_BYTES = 5 * 2 ** 20;
/** Maximum number of concurrent requests. */
const MOST_IN_FLIGHT = 2;
/** The wait doubles each time, to about two minutes in total, longer than replacing a node takes. */
const FIRST_WAIT_MS = 500;
const MOST_ATTEMPTS = 9;
/** Statuses of a busy cluster or a shard copy that is moving. */
const RETRIED = new Set([429, 502, 503, 504]);

interface ItemResult {
  readonly status: number;
  readonly error?: { readonly type?: string; readonly reason?: string };
}

/** One or two lines of a bulk request. */
interface Operation {
  readonly lines: readonly string[];
  readonly bytes: number;
}

/**
 * Writes documents in bulk. Waits when the cluster is busy, and repeats only rejected documents. Writing a
 * document twice is harmless, so an interrupted load can be repeated.
 */
export class BulkWriter {
  readonly #client: ClusterClient;
  readonly #index: string;
  readonly #signal: AbortSignal | undefined;
  #batch: Operation[] = [];
  #bytes = 0;
  readonly #inFlight = new Set<Promise<void>>();
  #failure: unknown;

  constructor(
    client: ClusterClient,
    { index, signal }: { readonly index: string; readonly signal?: AbortSignal | undefined },
  ) {
    this.#client = client;
    this.#index = index;
    this.#signal = signal;
  }

  /**
   * Queues a document. Waits while too many requests are running.
   *
   * @throws DatelineError the error of an earlier document
   */
  async put({ id, routing, body }: RoutedDocument): Promise<void> {
    await this.#add([JSON.stringify({ index: { _id: id, routing } }), JSON.stringify(body)]);
  }

  /** Returns when all documents and their replicas are written. */
  async finish(): Promise<void> {
    if (this.#batch.length > 0) this.#sendBatch();
    while (this.#inFlight.size > 0) await Promise.race(this.#inFlight);
    this.#throwFailure();
  }

  async #add(lines: readonly string[]): Promise<void> {
    this.#throwFailure();
    throwIfAborted("write to OpenSearch", this.#signal);
    const bytes = lines.reduce((sum, line) => sum + line.length, 0);
    this.#batch.push({ lines, bytes });
    this.#bytes += bytes;
    if (this.#bytes < BATCH_BYTES) return;
    this.#sendBatch();
    while (this.#inFlight.size >= MOST_IN_FLIGHT) await Promise.race(this.#inFlight);
  }

  #sendBatch(): void {
    const batch = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    const sent = this.#write(batch)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => this.#inFlight.delete(sent));
    this.#inFlight.add(sent);
  }

  async #write(batch: readonly Operation[]): Promise<void> {
    let left = batch;
    for (let attempt = 1; ; attempt++) {
      const { refused, reason } = await this.#attempt(left);
      if (refused.length === 0) return;
      left = refused;
      if (attempt === MOST_ATTEMPTS) {
        throw new DatelineError(
          "store-throttled",
          `Cannot write ${left.length} documents to OpenSearch: it refused them ${attempt} times, most recently with ${reason}`,
        );
      }
      await sleep(FIRST_WAIT_MS * 2 ** (attempt - 1), undefined, { signal: this.#signal });
    }
  }

  async #attempt(batch: readonly Operation[]): Promise<{ refused: readonly Operation[]; reason: string }> {
    let body: unknown;
    try {
      const lines = batch.flatMap((operation) => operation.lines);
      ({ body } = await this.#client.request({
        method: "POST",
        path: `/${this.#index}/_bulk`,
        lines,
        signal: this.#signal,
      }));
    } catch (error) {
      const isPassing =
        error instanceof DatelineError &&
        (error.code === "store-unreachable" || error.code === "store-throttled");
      if (!isPassing) throw error;
      return { refused: batch, reason: error.message };
    }
    const { items } = body as { readonly items: readonly Readonly<Record<string, ItemResult>>[] };
    const results = items.map((item) => Object.values(item)[0] as ItemResult);
    const wrong = results.find(({ status }) => status >= 300 && status !== 404 && !RETRIED.has(status));
    if (wrong !== undefined) {
      throw new DatelineError(
        "internal",
        `Cannot write a document to OpenSearch: status ${wrong.status}: ${JSON.stringify(wrong.error).slice(0, 300)}`,
      );
    }
    const refused = batch.filter((_, position) => RETRIED.has(results[position]?.status ?? 0));
    const reason = JSON.stringify(results.find(({ status }) => RETRIED.has(status))?.error ?? "").slice(
      0,
      200,
    );
    return { refused, reason };
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
