/**
 * A process of the product for the fault harness: runs command lines of `dateline` or events of a function, one after the
 * other, for each message of its parent.
 */
import { randomUUID } from "node:crypto";
import { Readable, Writable } from "node:stream";
import type { ProductAnswer, ProductRequest } from "./product-process.ts";

const FUNCTION_TIMEOUT_MS = 60_000;

const { runCli } = await import("../../packages/cli/src/main.ts");

process.on("message", async (request: ProductRequest) => {
  process.send?.(
    await perform(request).catch(
      // A scheduled event that fails ends with an error of the product's own, and is tried again.
      (error): ProductAnswer => ({
        ok: false,
        said: String(error?.stack ?? error),
        crashed: error?.name !== "DatelineError",
      }),
    ),
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.({ ok: true, said: "ready" } satisfies ProductAnswer);

async function perform(request: ProductRequest): Promise<ProductAnswer> {
  if (request.kind === "command") return await runCommand(request.args);
  const { handler } =
    request.kind === "ingest"
      ? await import("../../packages/functions/src/ingest.ts")
      : await import("../../packages/functions/src/search.ts");
  const deadline = performance.now() + FUNCTION_TIMEOUT_MS;
  const context = {
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => Math.round(deadline - performance.now()),
  };
  const answer = await (handler as (event: unknown, context: object) => Promise<unknown>)(
    request.event,
    context,
  );
  return { ok: true, said: JSON.stringify(answer) };
}

async function runCommand(args: readonly string[]): Promise<ProductAnswer> {
  let [out, said] = ["", ""];
  const exitCode = await runCli(args, {
    stdin: Readable.from([]),
    stdout: sink((text) => {
      out += text;
    }),
    stderr: sink((text) => {
      said += text;
    }),
    signal: new AbortController().signal,
  });
  const crashed = /unexpected error/.test(said);
  return { ok: exitCode === 0, said: exitCode === 0 ? out : said, ...(crashed && { crashed }) };
}

function sink(take: (text: string) => void): Writable {
  return new Writable({
    write: (chunk, _, done) => {
      take(String(chunk));
      done();
    },
  });
}
