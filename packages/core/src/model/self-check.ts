import { DatelineError } from "../errors.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { Embedding } from "../types.ts";
import type { ModelSpec, Precision } from "./model-spec.ts";

/** Published similarities have four decimals; quantization shifts them by about 0.02. */
const TOLERANCE: Readonly<Record<Precision, number>> = { fp32: 0.000_05 + 1e-6, int8: 0.03 };

const NORM_TOLERANCE = 1e-3;

/** For models without published similarities. */
const RELATED = [
  "A storm flooded the coastal town.",
  "Heavy rain left the seaside streets under water.",
] as const;
const UNRELATED = "The central bank raised interest rates.";

/**
 * Checks that a newly pulled model computes what its authors published.
 *
 * Published similarities must match: to four decimals with fp32, within 0.03 with int8. Other models only get
 * a plausibility check: the right dimensions, length 1, and a related pair of sentences nearer to each other
 * than to an unrelated one. It detects a damaged file, not a slightly wrong one.
 *
 * @throws DatelineError `model-invalid` with the expected and the computed figures
 */
export async function selfCheck(embedder: Embedder, spec: ModelSpec, precision: Precision): Promise<void> {
  const sentences = spec.knownAnswers?.sentences ?? [...RELATED, UNRELATED];
  const embeddings = await embedder.embedPassages(sentences);
  for (const embedding of embeddings) checkEmbedding(embedding, spec);
  const computed = similarities(embeddings);
  if (spec.knownAnswers === undefined) {
    const [related = Number.NaN, ...unrelated] = computed;
    if (unrelated.length === 0 || !unrelated.every((similarity) => related > similarity)) {
      throw invalid(spec, `a related pair of sentences scores ${format(computed)} (related pair first)`);
    }
    return;
  }
  const expected = spec.knownAnswers.similarities;
  const wrong = expected.some(
    (answer, index) => !(Math.abs(answer - (computed[index] ?? Number.NaN)) <= TOLERANCE[precision]),
  );
  if (wrong) {
    throw invalid(
      spec,
      `the published similarities are ${format(expected)}, ${precision} computes ${format(computed)}`,
    );
  }
}

function checkEmbedding(embedding: Embedding, spec: ModelSpec): void {
  if (embedding.length !== spec.dimensions) {
    throw invalid(spec, `it should have ${spec.dimensions} dimensions, current value is ${embedding.length}`);
  }
  const norm = Math.hypot(...embedding);
  if (!(Math.abs(norm - 1) < NORM_TOLERANCE)) throw invalid(spec, `an embedding has the length ${norm}`);
}

/** Cosines of first and second, first and third, second and third. */
function similarities(embeddings: readonly Embedding[]): number[] {
  const [first, second, third] = embeddings;
  if (first === undefined || second === undefined || third === undefined) return [];
  return [dotProduct(first, second), dotProduct(first, third), dotProduct(second, third)];
}

function dotProduct(left: Embedding, right: Embedding): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

function format(values: readonly number[]): string {
  return values.map((value) => value.toFixed(4)).join(", ");
}

function invalid(spec: ModelSpec, reason: string): DatelineError {
  return new DatelineError("model-invalid", `Cannot accept the model ${spec.name}: ${reason}`);
}
