/** 1 / rank of the wanted result among ten, or 0. Its mean over queries is MRR@10. */
export function reciprocalRank(found: readonly string[], wanted: string): number {
  const position = found.slice(0, 10).indexOf(wanted);
  return position === -1 ? 0 : 1 / (position + 1);
}
