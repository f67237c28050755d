import type { IndexStore, VersionedState } from "./index-store.ts";

export interface CollectOptions {
  /** How many of the newest indices stay beside the one that answers. */
  readonly keep: number;
  /** Only says what would be deleted. */
  readonly dryRun?: boolean;
}

/**
 * Deletes indices that do not answer. Those that a writer has, or that are not complete, stay while they are newer than the one
 * that answers: a load is under way, or goes on where it stopped.
 *
 * @returns the names of what was deleted
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
