import { InvokeCommand } from "@aws-sdk/client-lambda";
import type { ColdStartReport } from "@dateline-search/functions/cold-start";
import { LAMBDA_FUNCTION_NAME, type RunningLambda, startLambda } from "../../tests/setup/lambda-rie.ts";
import { timed } from "../process/timed.ts";

export interface ContainerOptions {
  readonly bundleFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The first one hits the cold container. */
  readonly queries: readonly string[];
  /** Called between the first answer and the warm queries. */
  readonly onWarm?: () => void;
}

/** Measurements of one container. */
export interface ContainerFigures {
  /** Milliseconds from the first invocation, which starts the container, to its answer. */
  readonly firstAnswerMs: number;
  readonly coldStart: ColdStartReport;
  /** Milliseconds inside the function, one per warm query. */
  readonly warmMs: readonly number[];
  /** The same from the caller's side, including Lambda's API and the emulator. */
  readonly warmInvocationMs: readonly number[];
}

/** Queries before the measured warm ones, since V8 compiles hot code. */
const WARM_UP_QUERIES = 20;
const TIMEOUT_SECONDS = 120;

/**
 * Starts a fresh container with an empty temporary folder, queries it and stops it.
 *
 * @throws Error with the function's output when it does not answer
 */
export async function measureContainer(options: ContainerOptions): Promise<ContainerFigures> {
  const lambda = await startLambda({ ...options, timeoutSeconds: TIMEOUT_SECONDS });
  try {
    const [first = "news", ...others] = options.queries;
    const firstAnswerMs = (await timed(() => ask(lambda, first))).ms;
    options.onWarm?.();
    const invocationMs: number[] = [];
    for (const query of others) invocationMs.push((await timed(() => ask(lambda, query))).ms);
    const lines = lambda.logs();
    const requestMs = lines
      .filter(({ message }) => message === "request")
      .map((line) => (line["timings"] as { total: number }).total);
    const coldStart = lines.find(({ message }) => message === "cold start");
    if (coldStart === undefined || requestMs.length !== options.queries.length) {
      throw new Error(`Cannot measure: the log lacks lines: ${lambda.output().slice(-2_000)}`);
    }
    return {
      firstAnswerMs,
      coldStart: coldStart as unknown as ColdStartReport,
      warmMs: requestMs.slice(1 + WARM_UP_QUERIES),
      warmInvocationMs: invocationMs.slice(WARM_UP_QUERIES),
    };
  } finally {
    await lambda.stop();
  }
}

async function ask(lambda: RunningLambda, query: string): Promise<void> {
  const { Payload } = await lambda.client.send(
    new InvokeCommand({
      FunctionName: LAMBDA_FUNCTION_NAME,
      Payload: Buffer.from(JSON.stringify({ query })),
    }),
  );
  const answer = Buffer.from(Payload ?? []).toString();
  if (answer.startsWith('{"generation"') || answer.startsWith('{"hits"')) return;
  throw new Error(
    `Cannot measure: the function answered ${answer.slice(0, 500)}: ${lambda.output().slice(-2_000)}`,
  );
}
