/** 1 / rank of the first of ten results that is the wanted one, 0 when none is: its mean over queries is MRR@10. */
export function reciprocalRank(found: readonly string[], wanted: string): number {
  const position = found.slice(0, 10).indexOf(wanted);
  return position === -1 ? 0 : 1 / (position + 1);
}
