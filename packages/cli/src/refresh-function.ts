import { createLambdaClient } from "@dateline-search/client/lambda";
import { DatelineError } from "@dateline-search/core/errors";

/**
 * Tells a warm function to read `latest.json` now.
 *
 * @returns the generation that it answers from
 * @throws DatelineError `store-unreachable` when it cannot be called, `write-conflict` when it answers from
 *   another generation
 */
export async function refreshFunction(name: string, expected: string, signal: AbortSignal): Promise<string> {
  let generation: string;
  try {
    generation = (await createLambdaClient({ functionName: name }).refresh({ signal })).generation;
  } catch (cause) {
    throw new DatelineError(
      "store-unreachable",
      `Cannot tell function "${name}" to refresh: ${(cause as Error).message}; the generation is published and will be picked up by itself`,
      { cause },
    );
  }
  if (generation === expected) return generation;
  throw new DatelineError(
    "write-conflict",
    `Cannot confirm the publication: function "${name}" answers with generation ${generation}, not ${expected}; it may read another store, or somebody published meanwhile`,
  );
}
