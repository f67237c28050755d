/**
 * Measures the quality of an index's answers.
 *
 * @module
 */

export type { Interval } from "../evaluation/bootstrap-interval.ts";
export { type Evaluation, evaluate, type Figures } from "../evaluation/evaluate.ts";
export type { JudgedItem, JudgedQuery, JudgedSet } from "../evaluation/judged-query.ts";
export { readBeir } from "../evaluation/read-beir.ts";
export { readJudgedSet } from "../evaluation/read-judged-set.ts";
