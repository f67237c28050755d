import { DatelineError } from "@dateline-search/core/errors";
import { passageTokenLimit } from "@dateline-search/core/passages/headline-context";
import type { Embedder } from "@dateline-search/core/ports/embedder";

export interface PassageFlags {
  readonly targetTokens: number;
  readonly overlapTokens: number;
}

/**
 * Rejects passage lengths beyond the model's limit before the corpus is read.
 *
 * @throws DatelineError `invalid-input` that names the flag and its allowed values
 */
export function checkPassageFlags(
  { targetTokens, overlapTokens }: PassageFlags,
  { modelName, maxTokens }: Pick<Embedder, "modelName" | "maxTokens">,
): void {
  const longest = passageTokenLimit(maxTokens);
  if (targetTokens > longest) {
    throw new DatelineError(
      "invalid-input",
      `Cannot build with --target-tokens ${targetTokens}: with the model ${modelName} it can be 16 to ${longest}`,
    );
  }
  if (overlapTokens >= targetTokens) {
    throw new DatelineError(
      "invalid-input",
      `Cannot build with --overlap-tokens ${overlapTokens}: with --target-tokens ${targetTokens} it can be 0 to ${targetTokens - 1}`,
    );
  }
}
