import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { type Lease, type LeaseOptions, withLease } from "./lease.ts";
import { pointLatestAt, type ReplaceableLatest, readReplaceableLatest } from "./point-latest-at.ts";

/** Attempts, each interrupted by a garbage collection. Only a loop starts this many collections. */
const MAX_ATTEMPTS = 20;

export interface SwitchOptions extends LeaseOptions {
  /** The generation to make current. */
  readonly generation: string;
  /** True for a generation that was built or published as a whole, not as a change of the previous one. */
  readonly isBase: boolean;
  /** The generation that it may replace, `null` for none; any if absent. */
  readonly expected?: string | null | undefined;
  /** Replace a damaged `latest.json`, whatever it named. */
  readonly replaceDamaged?: boolean | undefined;
  readonly now?: (() => Date) | undefined;
}

/**
 * Makes a generation the latest after storing its objects. Retries if only a garbage collection intervened.
 * The order of steps guarantees that `latest.json` never names deleted objects
 * (docs/decisions/0012-publishing-safely.md): read the pointer, wait until no collection is running, check
 * the objects, replace the pointer that was read.
 *
 * @param prepare ensures that all objects of the generation are stored; may be called again
 * @throws DatelineError `write-conflict` when another writer committed first; `index-corrupt` when
 *   `latest.json` is damaged and `replaceDamaged` is not set; what `prepare` throws
 */
export async function switchLatest(
  store: ObjectStore,
  options: SwitchOptions,
  prepare: (before: ReplaceableLatest) => Promise<void>,
): Promise<void> {
  const { generation, isBase, replaceDamaged, now, signal } = options;
  await withLease(store, options, async (lease) => {
    let { expected } = options;
    for (let attempt = 1; ; attempt++) {
      const before = await readBetweenCollections(store, lease, { signal });
      assertReplaceable(before, { generation, expected, replaceDamaged });
      // Any other generation that becomes the latest from now on is a conflict.
      expected = before.pointer?.generation ?? null;
      try {
        await prepare(before);
        return await pointLatestAt(store, generation, { before, isBase, now: now?.(), signal });
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !(await isCollected(store, before, error))) throw error;
      }
    }
  });
}

/** Reads the pointer before it checks for a collection. The reverse order would miss one in between. */
async function readBetweenCollections(
  store: ObjectStore,
  { awaitCollection }: Lease,
  options: RequestOptions,
): Promise<ReplaceableLatest> {
  for (;;) {
    const before = await readReplaceableLatest(store, options);
    if (!(await awaitCollection())) return before;
  }
}

/** Refuses a damaged pointer by default, because it may have named an unexpected generation. */
function assertReplaceable(
  { pointer, damage }: ReplaceableLatest,
  {
    generation,
    expected,
    replaceDamaged = false,
  }: Pick<SwitchOptions, "generation" | "expected" | "replaceDamaged">,
): void {
  if (damage !== undefined && !replaceDamaged) throw damage;
  const found = pointer?.generation ?? null;
  if (expected === undefined || found === expected || found === generation) return;
  throw new DatelineError(
    "write-conflict",
    `Cannot make generation ${generation} the latest: ${found === null ? "its pointer was removed" : `generation ${found} became the latest`} meanwhile; nothing is lost, run the command again to replace it`,
  );
}

/**
 * True if only a garbage collection intervened. It may have deleted objects of this publisher if it was
 * suspended for minutes and considered dead.
 */
async function isCollected(
  store: ObjectStore,
  { pointer }: ReplaceableLatest,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof DatelineError) || pointer === null) return false;
  if (error.code !== "write-conflict" && error.code !== "object-missing") return false;
  const now = (await readReplaceableLatest(store)).pointer;
  if (now?.generation !== pointer.generation) return false;
  return error.code === "write-conflict" || now.epoch > pointer.epoch;
}
