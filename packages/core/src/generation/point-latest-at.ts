import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { LATEST_KEY, type LatestPointer, parsePointer, serializePointer } from "./latest-pointer.ts";

/** What a writer found in `latest.json` and is about to replace. */
export interface ReplaceableLatest {
  /** `null` when there is no `latest.json`. */
  readonly etag: string | null;
  /** `null` when there is none, or a damaged one, which the next write repairs. */
  readonly pointer: LatestPointer | null;
}

/** @throws DatelineError `index-format` when a newer program wrote it: that is not for this program to replace */
export async function readReplaceableLatest(
  store: ObjectStore,
  options: RequestOptions = {},
): Promise<ReplaceableLatest> {
  const found = await store.get(LATEST_KEY, options);
  if (found === undefined) return { etag: null, pointer: null };
  try {
    return { etag: found.etag, pointer: parsePointer(Buffer.from(found.bytes).toString("utf8")) };
  } catch (error) {
    if (!(error instanceof DatelineError) || error.code !== "index-corrupt") throw error;
    return { etag: found.etag, pointer: null };
  }
}

export interface PointLatestAtOptions extends RequestOptions {
  /** What the caller found when it began: only that is replaced. */
  readonly before: ReplaceableLatest;
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
  { before, now = new Date(), signal }: PointLatestAtOptions,
): Promise<void> {
  const previous = before.pointer?.generation ?? null;
  if (previous === generation) return await assertIsLatest(store, generation, { signal });
  try {
    const bytes = Buffer.from(serializePointer(generation, now, previous));
    await store.putIfMatch(LATEST_KEY, bytes, before.etag, { signal });
  } catch (error) {
    if (!(error instanceof DatelineError) || error.code !== "write-conflict") throw error;
    await assertIsLatest(store, generation, { signal, cause: error });
  }
}

/**
 * A conflict is none when the pointer says what it should: the reply to our own write may have been lost and the write
 * tried again, or another writer published the same generation.
 */
async function assertIsLatest(
  store: ObjectStore,
  generation: string,
  { signal, cause }: RequestOptions & { readonly cause?: DatelineError },
): Promise<void> {
  const winner = (await readReplaceableLatest(store, { signal })).pointer?.generation;
  if (winner === generation) return;
  const reason = winner === undefined ? "its pointer was removed" : `generation ${winner} became the latest`;
  throw new DatelineError(
    "write-conflict",
    `Cannot make generation ${generation} the latest: ${reason} meanwhile; nothing is lost, run the command again to replace it`,
    { cause },
  );
}
