import { COLLAPSES, MAX_LIMIT, MODES, SORTS } from "@dateline-search/core/search/parse-query";
import * as z from "zod";

const text = z.string("must be text").min(1, "must not be empty");
const flag = z.boolean("must be true or false");

function whole(min: number, max: number) {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z.int(rule).min(min, rule).max(max, rule);
}

function between(min: number, max: number) {
  const rule = `must be a number from ${min} to ${max}`;
  return z.number(rule).min(min, rule).max(max, rule);
}

function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, `must be one of ${values.join(", ")}`);
}

/**
 * Project-wide defaults for command-line flags, named like the flags. Two have no flag: `models`, the models
 * folder, and `synonyms`, the synonyms file.
 */
export const configSchema = z
  .strictObject({
    corpus: text,
    index: text,
    store: text,
    engine: text,
    models: text,
    synonyms: text,
    model: text,
    fast: flag,
    targetTokens: whole(16, 4_096),
    overlapTokens: whole(0, 1_024),
    strict: flag,
    limit: whole(1, MAX_LIMIT),
    sort: oneOf(SORTS),
    collapse: oneOf(COLLAPSES),
    mode: oneOf(MODES),
    minConfidence: between(0, 1),
    minSimilarity: between(-1, 1),
    full: flag,
    timeZone: text,
    sourceTimeZone: z.array(text, "must be a list of text"),
    keepTitles: flag,
    rerank: flag,
    reranker: text,
    host: text,
    port: whole(0, 65_535),
    keep: whole(0, 10_000),
    function: text,
    quiet: flag,
    json: flag,
  })
  .partial();
