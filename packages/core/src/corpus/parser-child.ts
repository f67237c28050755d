import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ParserReply, ParserRequest } from "./parser-messages.ts";

/** A reply, or the reason why there is none. */
export type ParserOutcome = ParserReply | { readonly kind: "stopped"; readonly reason: string };

export interface ReplyLimits {
  readonly maxMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Keep the beginning of what a process writes before it dies, since that states the reason. */
const MAX_STDERR_UNITS = 20_000;

/**
 * A process that parses. Its heap limit ends only this process. A thread that runs out of memory in one call
 * of `JSON.parse` would crash the whole process (Node 24).
 */
export class ParserChild {
  readonly #child: ChildProcess;
  readonly #maxHeapMb: number;
  #stderr = "";
  /** Why it ended, if it has. */
  #end: string | undefined;

  /** @param program module that calls `serveParser` */
  constructor(program: URL, maxHeapMb: number) {
    this.#maxHeapMb = maxHeapMb;
    this.#child = fork(fileURLToPath(program), [], {
      execArgv: [`--max-old-space-size=${maxHeapMb}`],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(0, MAX_STDERR_UNITS);
    });
    this.#child.once("error", ({ message }) => this.#ended(`the parser failed: ${message}`));
    // Unlike "exit", this comes after all its output.
    this.#child.once("close", () => this.#ended(this.#reasonOfEnd()));
    this.#keepAlive(false);
  }

  get hasEnded(): boolean {
    return this.#end !== undefined || !this.#child.connected;
  }

  /** Waits for the reply that the parsers are loaded. */
  async started(limits: ReplyLimits): Promise<ParserOutcome> {
    return await this.#nextReply(limits);
  }

  /** Accepts one request at a time. */
  async ask(request: ParserRequest, limits: ReplyLimits): Promise<ParserOutcome> {
    const reply = this.#nextReply(limits);
    // If the process has ended, "close" gives the reason.
    if (this.#child.connected) this.#child.send(request, () => {});
    return await reply;
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }

  async #nextReply({ maxMs, signal }: ReplyLimits): Promise<ParserOutcome> {
    this.#keepAlive(true);
    const over = new AbortController();
    try {
      return await new Promise<ParserOutcome>((resolve) => {
        const stopped = (reason: string) => resolve({ kind: "stopped", reason });
        if (this.#end !== undefined) stopped(this.#end);
        const seconds = Math.round(maxMs / 1000);
        const timer = setTimeout(() => stopped(`parsing takes more than ${seconds} seconds`), maxMs);
        const onAbort = () => stopped("the caller aborted it");
        const onEnd = () => stopped(this.#end ?? "the parser ended");
        this.#child.once("message", resolve).once("error", onEnd).once("close", onEnd);
        signal?.addEventListener("abort", onAbort);
        over.signal.addEventListener("abort", () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", onAbort);
          this.#child.off("message", resolve).off("error", onEnd).off("close", onEnd);
        });
      });
    } finally {
      over.abort();
      this.#keepAlive(false);
    }
  }

  #ended(reason: string): void {
    this.#end ??= reason;
  }

  #reasonOfEnd(): string {
    if (this.#stderr.includes("heap out of memory")) {
      return `parsing takes more than ${this.#maxHeapMb} MB of memory`;
    }
    const error = this.#stderr.split("\n").find((line) => /^\w*Error\b/.test(line));
    return error === undefined ? "the parser ended" : `the parser failed: ${error}`;
  }

  /** Whether this process waits for the child. */
  #keepAlive(isAlive: boolean): void {
    const { stderr, channel } = this.#child;
    const how = isAlive ? "ref" : "unref";
    this.#child[how]();
    channel?.[how]();
    // A pipe is a socket, but the types do not say so.
    if (stderr !== null && how in stderr) (stderr as typeof stderr & Record<typeof how, () => void>)[how]();
  }
}
