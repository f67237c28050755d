import { randomUUID } from "node:crypto";
import { pathToFileURL } from "node:url";
import { serveTask } from "../process/run-measured.ts";
import { timed } from "../process/timed.ts";

export interface AskInput {
  /** `index.mjs` of the search function's package. */
  readonly program: string;
  /** Settings of the function. */
  readonly environment: Readonly<Record<string, string>>;
  readonly warmUp: readonly string[];
  readonly queries: readonly string[];
  /** Numbers of concurrent callers, measured one after the other. */
  readonly clients: readonly number[];
}

export interface AskFigures {
  /** From the start of the function's code to its first answer. */
  readonly firstAnswerMs: number;
  /** The ids of the first ten passages of each query by meaning alone, in order. */
  readonly nearest: readonly (readonly string[])[];
  /** Milliseconds of each query and in total, by the number of callers. */
  readonly loads: readonly {
    readonly clients: number;
    readonly ms: readonly number[];
    readonly totalMs: number;
  }[];
  readonly rssBytes: number;
}

const TIMEOUT_MS = 60_000;
const JUDGED = 10;

type Handler = (event: object, context: object) => Promise<unknown>;

/** Queries the handler of the deployed package in its own process, as Lambda does. */
serveTask(async (input: AskInput): Promise<AskFigures> => {
  Object.assign(process.env, input.environment);
  const [first = "news", ...others] = input.warmUp;
  let handler: Handler | undefined;
  const cold = await timed(async () => {
    ({ handler } = (await import(pathToFileURL(input.program).href)) as { readonly handler: Handler });
    await ask(handler, { query: first });
  });
  const loaded = handler as unknown as Handler;
  for (const query of others) await ask(loaded, { query });
  const nearest: (readonly string[])[] = [];
  for (const query of input.queries) {
    const event = { query, mode: "semantic", limit: JUDGED, minConfidence: 0 };
    nearest.push(idsOf(await ask(loaded, event)));
  }
  const loads: AskFigures["loads"][number][] = [];
  for (const clients of input.clients) {
    loads.push({ clients, ...(await askTogether(loaded, input.queries, clients)) });
  }
  return { firstAnswerMs: cold.ms, nearest, loads, rssBytes: process.memoryUsage.rss() };
});

/** Each caller waits for its answer before it sends the next query. */
async function askTogether(handler: Handler, queries: readonly string[], clients: number) {
  const waiting = [...queries];
  const ms: number[] = [];
  const startedAt = performance.now();
  const caller = async () => {
    for (let query = waiting.shift(); query !== undefined; query = waiting.shift()) {
      const event = { query };
      ms.push((await timed(() => ask(handler, event))).ms);
    }
  };
  await Promise.all(Array.from({ length: clients }, caller));
  return { ms, totalMs: performance.now() - startedAt };
}

async function ask(handler: Handler, event: object): Promise<unknown> {
  const deadline = Date.now() + TIMEOUT_MS;
  const context = { awsRequestId: randomUUID(), getRemainingTimeInMillis: () => deadline - Date.now() };
  const answer = await handler(event, context);
  if (typeof answer === "object" && answer !== null && "hits" in answer) return answer;
  throw new Error(`Cannot measure: the function answered ${JSON.stringify(answer).slice(0, 500)}`);
}

function idsOf(answer: unknown): readonly string[] {
  const { hits } = answer as { readonly hits: readonly { readonly passage: { readonly id: string } }[] };
  return hits.map(({ passage }) => passage.id);
}
