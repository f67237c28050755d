import { type ChildProcess, fork } from "node:child_process";
import { DatelineError } from "../../errors.ts";
import type { EmbeddedParts, TextWithParts } from "../../ports/embedder.ts";
import type { Embedding } from "../../types.ts";
import type { EmbeddingAnswer, EmbeddingWork } from "./embedder-messages.ts";

interface Waiting {
  resolve(embedded: readonly Embedding[] | readonly EmbeddedParts[]): void;
  reject(error: DatelineError): void;
}

/** A separate process that embeds. */
export class EmbedderProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #failure: DatelineError | undefined;

  /**
   * @param program calls `serveEmbedder`
   * @param args its command line
   */
  constructor(program: string, args: readonly string[]) {
    this.#child = fork(program, args, {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child.on("message", (message: EmbeddingAnswer | "ready") => {
      if (message !== "ready") this.#settle(message);
    });
    this.#child.once("error", (cause) => this.#fail(cause.message, cause));
    this.#child.once("exit", (code, signal) => this.#fail(`it ended with ${signal ?? `exit code ${code}`}`));
  }

  /** @throws DatelineError `internal` when the process or its model fails */
  async embedPassages(texts: readonly string[]): Promise<readonly Embedding[]> {
    return (await this.#ask({ texts })) as readonly Embedding[];
  }

  /** @throws DatelineError `internal` when the process or its model fails */
  async embedWithParts(texts: readonly TextWithParts[]): Promise<readonly EmbeddedParts[]> {
    return (await this.#ask({ withParts: texts })) as readonly EmbeddedParts[];
  }

  close(): void {
    this.#child.removeAllListeners("exit");
    this.#child.kill("SIGKILL");
  }

  async #ask(work: EmbeddingWork): Promise<readonly Embedding[] | readonly EmbeddedParts[]> {
    if (this.#failure !== undefined) throw this.#failure;
    const id = this.#nextId++;
    return await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, ...work }, (error) => {
        if (error !== null) this.#fail(error.message, error);
      });
    });
  }

  #settle(answer: EmbeddingAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ("embedded" in answer) waiting?.resolve(answer.embedded);
    else waiting?.reject(processFailed(answer.failure));
  }

  #fail(reason: string, cause?: Error): void {
    this.#failure ??= processFailed(reason, cause);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

function processFailed(reason: string, cause?: Error): DatelineError {
  return new DatelineError("internal", `Cannot embed in a process of its own: ${reason}`, { cause });
}
