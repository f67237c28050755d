import type { EmbeddedParts, Embedder, TextWithParts } from "../../ports/embedder.ts";
import type { Embedding } from "../../types.ts";
import { DelegatingEmbedder } from "./delegating-embedder.ts";
import type { EmbedderProcess } from "./embedder-process.ts";

/** Up to this many texts are done here before other processes would have loaded the model. */
const TEXTS_BEFORE_PROCESSES = 256;

export interface PooledEmbedderOptions {
  /** Number of processes; with one, everything is embedded in this process. */
  readonly processes: number;
  /** Starts a process that embeds with the same model. */
  readonly startProcess: () => EmbedderProcess;
}

/** Embeds in several processes once there is enough work. The embeddings are the same. */
export class PooledEmbedder extends DelegatingEmbedder {
  readonly #options: PooledEmbedderOptions;
  #embedded = 0;
  #started: readonly EmbedderProcess[] = [];
  #idle: EmbedderProcess[] = [];
  readonly #waiting: ((process: EmbedderProcess) => void)[] = [];

  /** @param embedder embeds queries and small numbers of texts; closed with the pool */
  constructor(embedder: Embedder, options: PooledEmbedderOptions) {
    super(embedder);
    this.#options = options;
  }

  async embedPassages(texts: readonly string[]): Promise<readonly Embedding[]> {
    return await this.#embed(texts.length, (embedder) => embedder.embedPassages(texts));
  }

  async embedWithParts(texts: readonly TextWithParts[]): Promise<readonly EmbeddedParts[]> {
    const count = texts.reduce((sum, { parts }) => sum + 1 + parts.length, 0);
    return await this.#embed(count, (embedder) => embedder.embedWithParts(texts));
  }

  async embedQuery(text: string): Promise<Embedding> {
    return await this.embedder.embedQuery(text);
  }

  async close(): Promise<void> {
    for (const process of this.#started) process.close();
    await this.embedder.close();
  }

  async #embed<T>(
    texts: number,
    work: (embedder: Pick<Embedder, "embedPassages" | "embedWithParts">) => Promise<T>,
  ): Promise<T> {
    this.#embedded += texts;
    const isWorthIt = this.#options.processes > 1 && this.#embedded > TEXTS_BEFORE_PROCESSES;
    if (texts === 0 || !isWorthIt) return await work(this.embedder);
    if (this.#started.length === 0) this.#start();
    const process = await this.#take();
    try {
      return await work(process);
    } finally {
      this.#giveBack(process);
    }
  }

  #start(): void {
    this.#started = Array.from({ length: this.#options.processes }, this.#options.startProcess);
    this.#idle = [...this.#started];
  }

  async #take(): Promise<EmbedderProcess> {
    const idle = this.#idle.pop();
    return idle ?? (await new Promise((resolve) => this.#waiting.push(resolve)));
  }

  #giveBack(process: EmbedderProcess): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(process);
    else next(process);
  }
}
