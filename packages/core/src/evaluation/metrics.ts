/**
 * Normalised discounted cumulative gain with linear gains, as trec_eval and BEIR compute it (Järvelin and
 * Kekäläinen 2002).
 *
 * @param grades grades of the ranked items, best rank first
 * @param relevantGrades grades of all relevant items
 * @returns 0…1; 0 when nothing is relevant
 */
export function ndcgAt(k: number, grades: readonly number[], relevantGrades: readonly number[]): number {
  const ideal = dcg([...relevantGrades].sort((a, b) => b - a).slice(0, k));
  return ideal === 0 ? 0 : dcg(grades.slice(0, k)) / ideal;
}

/** 1 / rank of the first relevant item among the first k, else 0. */
export function reciprocalRankAt(k: number, grades: readonly number[]): number {
  const index = grades.slice(0, k).findIndex((grade) => grade > 0);
  return index === -1 ? 0 : 1 / (index + 1);
}

/** Share of the relevant items among the first k; 0 when nothing is relevant. */
export function recallAt(k: number, grades: readonly number[], relevantGrades: readonly number[]): number {
  if (relevantGrades.length === 0) return 0;
  return grades.slice(0, k).filter((grade) => grade > 0).length / relevantGrades.length;
}

/** 1 when any of the first k is relevant, else 0. */
export function hitAt(k: number, grades: readonly number[]): number {
  return grades.slice(0, k).some((grade) => grade > 0) ? 1 : 0;
}

function dcg(grades: readonly number[]): number {
  return grades.reduce((sum, grade, index) => sum + grade / Math.log2(index + 2), 0);
}
