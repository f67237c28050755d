import { type ChildProcess, fork } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const SKEWED_CLOCK = fileURLToPath(new URL("skewed-clock.mjs", import.meta.url));
/** Far longer than any deadline of the product, for busy machines: a process that says nothing for so long hangs. */
const ANSWER_TIMEOUT_MS = 1_800_000;
/** So much of what a process logged last is kept, in characters. */
const KEPT_LOG = 4_000;

/** What a process of the product is asked for. */
export type ProductRequest =
  | { readonly kind: "command"; readonly args: readonly string[] }
  | { readonly kind: "ingest" | "search"; readonly event: object };

export interface ProductAnswer {
  readonly ok: boolean;
  /** What was printed: the answer, or the error. */
  readonly said: string;
  /** True for what no fault may cause: an exception that the product does not know. */
  readonly crashed?: boolean;
}

/** A process of the product, which can be killed and stopped at any time. */
export class ProductProcess {
  readonly #child: ChildProcess;
  readonly clockOffsetMs: number;
  #isGone = false;
  #logged = "";

  private constructor(child: ChildProcess, clockOffsetMs: number) {
    this.#child = child;
    this.clockOffsetMs = clockOffsetMs;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#logged = (this.#logged + text).slice(-KEPT_LOG);
      });
    }
    child.once("exit", () => {
      this.#isGone = true;
    });
  }

  /**
   * @param program as `bundleProduct` made it
   * @param environment on top of this process's own
   * @throws Error when it ends before it is ready: no fault does that, so the run is worth nothing
   */
  static async start(
    program: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<ProductProcess> {
    const child = fork(program, [], {
      execArgv: ["--no-warnings", "--import", SKEWED_CLOCK],
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const clockOffsetMs = Number(environment["DATELINE_TEST_CLOCK_OFFSET_MS"] ?? 0);
    const started = new ProductProcess(child, clockOffsetMs);
    if ((await started.#nextAnswer()) !== undefined) return started;
    throw new Error(`Cannot start a process of the product: it ended at once and said: ${started.logged}`);
  }

  /** The end of what it logged. */
  get logged(): string {
    return this.#logged;
  }

  /** @returns `undefined` when the process was killed before it answered */
  async ask(request: ProductRequest): Promise<ProductAnswer | undefined> {
    const answer = this.#nextAnswer();
    this.#child.send(request, () => {});
    return await answer;
  }

  /** Stops it, as a frozen function or a machine that swaps, and lets it go on later. */
  async freeze(durationMs: number): Promise<void> {
    this.#child.kill("SIGSTOP");
    await sleep(durationMs);
    this.#child.kill("SIGCONT");
  }

  async kill(): Promise<void> {
    if (this.#isGone) return;
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGKILL");
    await gone;
  }

  async #nextAnswer(): Promise<ProductAnswer | undefined> {
    if (this.#isGone) return undefined;
    return await new Promise((resolve, reject) => {
      const settle = (answer: ProductAnswer | undefined) => {
        clearTimeout(timer);
        this.#child.off("message", onMessage);
        this.#child.off("exit", onExit);
        resolve(answer);
      };
      const onMessage = (message: unknown) => settle(message as ProductAnswer);
      const onExit = () => settle(undefined);
      const timer = setTimeout(() => {
        const logged = this.#logged.slice(-1_000);
        reject(
          new Error(`A process gave no answer for ${ANSWER_TIMEOUT_MS / 1_000} s. It logged: ${logged}`),
        );
        settle(undefined);
      }, ANSWER_TIMEOUT_MS);
      this.#child.once("message", onMessage);
      this.#child.once("exit", onExit);
    });
  }
}
