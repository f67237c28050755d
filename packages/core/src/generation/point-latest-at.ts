import { systemTimer, type Timer } from "../clock/timer.ts";
import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import {
  fetchLatest,
  LATEST_KEY,
  type LatestPointer,
  parsePointer,
  serializePointer,
} from "./latest-pointer.ts";
import { isOutdatedFormat } from "./manifest.ts";

/** Writers that publish all the time leave gaps of milliseconds; so many of them are tried. */
const MAX_EPOCH_ATTEMPTS = 60;
const LONGEST_EPOCH_WAIT_MS = 500;

/** What a writer found in `latest.json` and is about to replace. */
export interface ReplaceableLatest {
  /** `null` when there is no `latest.json`. */
  readonly etag: string | null;
  /** `null` when there is none, or one that is damaged or of an earlier format. */
  readonly pointer: LatestPointer | null;
  /** Why nobody knows what it named; absent for one that is as it should be, of an earlier format or not there. */
  readonly damage?: DatelineError | undefined;
}

/**
 * Reads what a writer is about to replace, a second time when it is damaged: bytes that are wrong only on the wire must not
 * be taken for an index that nobody knows.
 *
 * @throws DatelineError `index-format` when a newer program wrote it: that is not for this program to replace
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
  /** What the caller found when it began: only that is replaced. */
  readonly before: ReplaceableLatest;
  /** True when the generation was built or published as a whole, and is no change of the one before. */
  readonly isBase?: boolean | undefined;
  /** Written into the pointer. */
  readonly now?: Date | undefined;
}

/**
 * Makes a generation the one that answers, by compare-and-swap. Nothing is written when it is that already.
 *
 * @throws DatelineError `write-conflict`, naming the winner, when another writer was faster
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
    if (!(error instanceof DatelineError) || error.code !== "write-conflict") throw error;
    await assertIsLatest(store, generation, { before, signal, cause: error });
  }
}

/** The pointer of a new epoch. */
export interface NewEpoch {
  readonly pointer: LatestPointer;
  /** The instant of its writing, by the store's clock. */
  readonly storeTime: Date;
}

export interface RaiseEpochOptions extends RequestOptions {
  /** The generation before is not to be kept, so the pointer shall not name it any more. */
  readonly dropPrevious: boolean;
  /** Awaited now and then. */
  readonly step?: (() => Promise<void>) | undefined;
  readonly timer?: Timer | undefined;
}

/**
 * Writes a new epoch into `latest.json`. Every writer that has read an earlier version loses its compare-and-swap from
 * now on, and everybody who reads an earlier epoch can tell that the answer is stale.
 *
 * @throws DatelineError `index-missing`, `index-corrupt` or `index-format` as `fetchLatest`; `write-conflict` when others
 * were faster time after time
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
      const isLost = error instanceof DatelineError && error.code === "write-conflict";
      if (!isLost || attempt === MAX_EPOCH_ATTEMPTS) throw error;
      await timer.sleep(Math.random() * Math.min(LONGEST_EPOCH_WAIT_MS, 10 * attempt), signal);
    }
  }
}

async function timeOfWriting(store: ObjectStore, options: RequestOptions): Promise<Date> {
  const info = await store.head(LATEST_KEY, options);
  if (info !== undefined) return info.modifiedAt;
  throw new DatelineError("index-missing", `Cannot go on: ${LATEST_KEY} was removed meanwhile`);
}

/**
 * A conflict is none when the pointer says what it should: the reply to our own write may have been lost and the write
 * tried again, or another writer published the same generation.
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
