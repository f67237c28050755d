import { createLambdaClient } from "@dateline-search/client/lambda";
import { DatelineError } from "@dateline-search/core/errors";

/**
 * Makes a warm function read `latest.json` now.
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
      `Cannot refresh the function "${name}": ${(cause as Error).message}; the generation is published, and the function will pick it up by itself`,
      { cause },
    );
  }
  if (generation === expected) return generation;
  throw new DatelineError(
    "write-conflict",
    `Cannot confirm the publication: function "${name}" answers with generation ${generation}, not ${expected}; it may read another store, or someone else has published`,
  );
}
