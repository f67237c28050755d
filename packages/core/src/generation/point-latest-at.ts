import { systemTimer, type Timer } from "../clock/timer.ts";
import { DatelineError, hasCode } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import {
  fetchLatest,
  LATEST_KEY,
  type LatestPointer,
  parsePointer,
  serializePointer,
} from "./latest-pointer.ts";
import { isOutdatedFormat } from "./manifest.ts";

/** Consecutive attempts. Writers that publish all the time leave gaps of only milliseconds. */
const MAX_EPOCH_ATTEMPTS = 60;
const LONGEST_EPOCH_WAIT_MS = 500;

/** The state of `latest.json` that a writer is about to replace. */
export interface ReplaceableLatest {
  /** `null` if there is no `latest.json`. */
  readonly etag: string | null;
  /** `null` if it is missing, damaged or of an earlier format. */
  readonly pointer: LatestPointer | null;
  /** The damage, if it is damaged. Absent if it is valid, of an earlier format, or missing. */
  readonly damage?: DatelineError | undefined;
}

/**
 * Reads the state that a writer is about to replace. Reads a damaged one twice, in case the bytes were
 * damaged in transit.
 *
 * @throws DatelineError `index-format` when a newer program wrote it, which this program must not replace
 */
export async function readReplaceableLatest(
  store: ObjectStore,
  options: RequestOptions = {},
): Promise<ReplaceableLatest> {
  const first = await readOnce(store, options);
  return first.damage === undefined ? first : await readOnce(store, options);
}

async function readOnce(store: ObjectStore, options: RequestOptions): Promise<ReplaceableLatest> {
  const found = await store.get(LATEST_KEY, options);
  if (found === undefined) return { etag: null, pointer: null };
  try {
    return { etag: found.etag, pointer: parsePointer(Buffer.from(found.bytes).toString("utf8")) };
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    if (isOutdatedFormat(error)) return { etag: found.etag, pointer: null };
    if (error.code !== "index-corrupt") throw error;
    return { etag: found.etag, pointer: null, damage: error };
  }
}

export interface PointLatestAtOptions extends RequestOptions {
  /** The state that the caller read first. Only this state is replaced. */
  readonly before: ReplaceableLatest;
  /** True for a generation that was built or published as a whole, not as a change of the previous one. */
  readonly isBase?: boolean | undefined;
  readonly now?: Date | undefined;
}

/**
 * Makes a generation the latest, by compare-and-swap. Writes nothing if it already is.
 *
 * @throws DatelineError `write-conflict`, which names the winner, when another writer committed first
 */
export async function pointLatestAt(
  store: ObjectStore,
  generation: string,
  { before, isBase = false, now = new Date(), signal }: PointLatestAtOptions,
): Promise<void> {
  const { pointer } = before;
  if (pointer?.generation === generation) return await assertIsLatest(store, generation, { before, signal });
  const base = isBase ? generation : pointer?.base;
  const next = serializePointer({
    generation,
    ...(pointer !== null && { previous: pointer.generation }),
    ...(base !== undefined && { base }),
    publishedAt: now.toISOString(),
    version: (pointer?.version ?? 0) + 1,
    epoch: pointer?.epoch ?? 0,
  });
  try {
    await store.putIfMatch(LATEST_KEY, Buffer.from(next), before.etag, { signal });
  } catch (error) {
    if (!hasCode(error, "write-conflict")) throw error;
    await assertIsLatest(store, generation, { before, signal, cause: error });
  }
}

export interface NewEpoch {
  readonly pointer: LatestPointer;
  /** When it was written, by the store's clock. */
  readonly storeTime: Date;
}

export interface RaiseEpochOptions extends RequestOptions {
  /** Removes the previous generation from the pointer, because it will not be kept. */
  readonly dropPrevious: boolean;
  /** Awaited before and after each attempt. */
  readonly step?: (() => Promise<void>) | undefined;
  readonly timer?: Timer | undefined;
}

/**
 * Writes a new epoch into `latest.json`. From then on, writers that have read an earlier version lose their
 * compare-and-swap, and a read that returns an earlier epoch is known to be stale.
 *
 * @throws DatelineError `index-missing`, `index-corrupt` or `index-format` as `fetchLatest`; `write-conflict`
 *   when other writers committed first every time
 */
export async function raiseEpoch(
  store: ObjectStore,
  { dropPrevious, step, signal, timer = systemTimer }: RaiseEpochOptions,
): Promise<NewEpoch> {
  for (let attempt = 1; ; attempt++) {
    await step?.();
    const { pointer: found, etag } = await fetchLatest(store, { signal });
    const { previous, ...others } = found;
    const kept = previous === undefined || dropPrevious ? others : found;
    const pointer = { ...kept, version: found.version + 1, epoch: found.epoch + 1 };
    try {
      await store.putIfMatch(LATEST_KEY, Buffer.from(serializePointer(pointer)), etag, { signal });
      await step?.();
      return { pointer, storeTime: await timeOfWriting(store, { signal }) };
    } catch (error) {
      const isLost = hasCode(error, "write-conflict");
      if (!isLost || attempt === MAX_EPOCH_ATTEMPTS) throw error;
      await timer.sleep(Math.random() * Math.min(LONGEST_EPOCH_WAIT_MS, 10 * attempt), signal);
    }
  }
}

async function timeOfWriting(store: ObjectStore, options: RequestOptions): Promise<Date> {
  const info = await store.head(LATEST_KEY, options);
  if (info !== undefined) return info.modifiedAt;
  throw new DatelineError("index-missing", `Cannot continue: ${LATEST_KEY} was removed meanwhile`);
}

/**
 * Ignores a conflict if the pointer names the generation. Either the response to our own write was lost and
 * the write was retried, or another writer published the same generation.
 */
async function assertIsLatest(
  store: ObjectStore,
  generation: string,
  { before, signal, cause }: RequestOptions & { before: ReplaceableLatest; cause?: DatelineError },
): Promise<void> {
  const winner = (await readReplaceableLatest(store, { signal })).pointer?.generation;
  if (winner === generation) return;
  const reason =
    winner === undefined
      ? "its pointer was removed"
      : winner === before.pointer?.generation
        ? "a garbage collection began"
        : `generation ${winner} became the latest`;
  throw new DatelineError(
    "write-conflict",
    `Cannot make generation ${generation} the latest: ${reason} meanwhile; nothing is lost, run the command again to replace it`,
    { cause },
  );
}
