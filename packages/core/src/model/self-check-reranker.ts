import { DatelineError } from "../errors.ts";
import type { Reranker } from "../ports/reranker.ts";
import type { Precision, RerankerSpec } from "./model-spec.ts";

/** Published scores are logits of about ±10. Processors differ slightly in multiplying quantized weights. */
const TOLERANCE: Readonly<Record<Precision, number>> = { fp32: 0.01, int8: 0.5 };

/** Minimum difference between an answer and a non-answer, for models without published scores. */
const LEAST_MARGIN = 1;

const QUESTION = "Where did heavy rain flood the streets?";
const ANSWER = "Heavy rain left the streets of the coastal town under water.";
const NO_ANSWER = "The central bank raised interest rates.";

/**
 * Checks that a newly pulled cross-encoder computes the published scores of two passages. Without published
 * scores it only checks that an answer scores above a non-answer, which detects a damaged file but not a
 * slightly wrong one.
 *
 * @throws DatelineError `model-invalid` with the expected and the computed figures
 */
export async function selfCheckReranker(
  reranker: Reranker,
  spec: RerankerSpec,
  precision: Precision,
): Promise<void> {
  const { knownScores } = spec;
  const { query, passages } = knownScores ?? { query: QUESTION, passages: [ANSWER, NO_ANSWER] };
  const computed = await computeScores(reranker, spec, { query, passages });
  if (knownScores === undefined) {
    const [answer = Number.NaN, other = Number.NaN] = computed;
    if (answer - other >= LEAST_MARGIN) return;
    throw invalid(spec, `an answer and what is none score ${format(computed)}`);
  }
  const expected = knownScores.scores[precision];
  const isClose = (score: number, index: number) =>
    Math.abs(score - (expected[index] ?? Number.NaN)) <= TOLERANCE[precision];
  if (computed.every(isClose)) return;
  throw invalid(
    spec,
    `the published scores are ${format(expected)}, ${precision} computes ${format(computed)}`,
  );
}

/** A model with several logits is a classifier, not a reranker. */
async function computeScores(
  reranker: Reranker,
  spec: RerankerSpec,
  { query, passages }: { readonly query: string; readonly passages: readonly string[] },
): Promise<readonly number[]> {
  try {
    return await reranker.score(query, passages);
  } catch (cause) {
    throw invalid(spec, (cause as Error).message, { cause });
  }
}

function format(values: readonly number[]): string {
  return values.map((value) => value.toFixed(4)).join(", ");
}

function invalid(spec: RerankerSpec, reason: string, options?: ErrorOptions): DatelineError {
  return new DatelineError("model-invalid", `Cannot accept the model ${spec.name}: ${reason}`, options);
}
