import type { IndexStore, VersionedState } from "./index-store.ts";

export interface CollectOptions {
  /** How many of the newest indices to keep, in addition to the live one. */
  readonly keep: number;
  /** Only reports what would be deleted. */
  readonly dryRun?: boolean;
}

/**
 * Deletes indices that are not live. Keeps claimed or incomplete ones that are newer than the live one, because
 * their load is running or will resume.
 *
 * @returns the names of the deleted indices
 */
export async function collectIndices(
  store: IndexStore,
  { keep, dryRun = false }: CollectOptions,
): Promise<readonly string[]> {
  const answering = await store.current();
  const others = (await store.list()).filter(({ index }) => index !== answering.index);
  const isUnderWay = ({ state }: VersionedState) =>
    (state.claim !== null || !state.complete) && state.publishedAt > answering.state.publishedAt;
  const deleted = others
    .filter((other) => !isUnderWay(other))
    .slice(keep)
    .map(({ index }) => index);
  if (!dryRun) for (const index of deleted) await store.delete(index);
  return deleted;
}
