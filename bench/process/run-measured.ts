import { type ChildProcess, fork } from "node:child_process";

/** The result of a separate process, and its memory use. */
export interface Measured<Result> {
  readonly result: Result;
  /** Largest resident set of the process, in bytes. */
  readonly peakRssBytes: number;
}

interface Answer<Result> {
  readonly result?: Result;
  readonly error?: string;
  readonly maxRssKilobytes: number;
}

/**
 * Runs a task file in a fresh Node process, so that no measurement inherits memory, caches or compiled code
 * from another.
 *
 * @param file URL of a module that calls `serveTask`
 * @param cwd folder whose tsconfig.json locates the packages; default: the current one
 * @throws Error with the task's error if it failed
 */
export async function runMeasured<Result>(
  file: URL,
  input: unknown,
  cwd = process.cwd(),
): Promise<Measured<Result>> {
  const child = fork(file, { execArgv: ["--import", "tsx"], serialization: "advanced", cwd });
  const answer = await answerOf<Result>(child, input, file);
  if (answer.error !== undefined) throw new Error(`Cannot measure ${file.pathname}: ${answer.error}`);
  return { result: answer.result as Result, peakRssBytes: answer.maxRssKilobytes * 1024 };
}

function answerOf<Result>(child: ChildProcess, input: unknown, file: URL): Promise<Answer<Result>> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve(message as Answer<Result>));
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      reject(
        new Error(`Cannot measure ${file.pathname}: it ended with ${code ?? signal} and without an answer`),
      ),
    );
    child.send(input as object);
  });
}

/** Task files call this to receive their parent's input and to answer it. */
export function serveTask<Input, Result>(task: (input: Input) => Promise<Result>): void {
  process.once("message", async (input) => {
    const answer: Omit<Answer<Result>, "maxRssKilobytes"> = await task(input as Input).then(
      (result) => ({ result }),
      (error: unknown) => ({
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    );
    process.send?.({ ...answer, maxRssKilobytes: process.resourceUsage().maxRSS }, () =>
      process.disconnect(),
    );
  });
}
