import * as z from "zod";
import { joinSignals } from "../clock/join-signals.ts";
import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions, StoredObject } from "../ports/object-store.ts";
import { checkFormatVersion, FORMAT_VERSION } from "./manifest.ts";

/** Key of the only mutable object of an index, which readers follow. */
export const LATEST_KEY = "latest.json";

const generationId = z.string().regex(/^[0-9a-f]{64}$/);

const pointerSchema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  /** Id of the generation that answers queries. */
  generation: generationId,
  /** Id of the generation before it, which a rollback restores. Absent in a first publication. */
  previous: generationId.optional(),
  /**
   * Id of the last generation that was built or published as a whole. Articles that it lacks were added
   * since.
   */
  base: generationId.optional(),
  /** UTC instant at which the generation became the latest, by its author's clock. For display only. */
  publishedAt: z.iso.datetime(),
  /** Raised by every write of this object, so that no two versions have the same bytes. */
  version: z.int().min(0).default(0),
  /** Raised by every garbage collection before it lists objects. */
  epoch: z.int().min(0).default(0),
});

/** The content of `latest.json`. */
export type LatestPointer = z.infer<typeof pointerSchema>;

/** The bytes of `latest.json`, with the fields in schema order. */
export function serializePointer(pointer: Omit<LatestPointer, "formatVersion">): string {
  return `${JSON.stringify(pointerSchema.parse({ ...pointer, formatVersion: FORMAT_VERSION }))}\n`;
}

/** A rollback to a named generation works even if `latest.json` is damaged. */
const REMEDY =
  'make a generation the latest with "dateline rollback <id>" ("dateline generations" lists them)';

/**
 * @param location its key or path, for messages
 * @throws DatelineError `index-format` or `index-corrupt`
 */
export function parsePointer(serialized: string, location: string = LATEST_KEY): LatestPointer {
  let value: unknown;
  try {
    value = JSON.parse(serialized);
  } catch (cause) {
    throw damaged(location, "it is not JSON", cause);
  }
  checkFormatVersion(value, location);
  const parsed = pointerSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw damaged(location, z.prettifyError(parsed.error), parsed.error);
}

function damaged(location: string, reason: string, cause: unknown): DatelineError {
  return new DatelineError("index-corrupt", `Cannot read "${location}": ${reason}; ${REMEDY}`, { cause });
}

/** A version of `latest.json`. */
export interface LatestVersion {
  readonly pointer: LatestPointer;
  readonly etag: string;
}

/**
 * Reads `latest.json`.
 *
 * @throws DatelineError `index-missing` when there is none; `index-format` or `index-corrupt`
 */
export async function fetchLatest(store: ObjectStore, options: RequestOptions = {}): Promise<LatestVersion> {
  const found = await store.get(LATEST_KEY, options);
  if (found === undefined) {
    throw new DatelineError(
      "index-missing",
      `Cannot open the index: the store has no ${LATEST_KEY}; publish a generation first`,
    );
  }
  return { pointer: parsePointer(Buffer.from(found.bytes).toString("utf8")), etag: found.etag };
}

interface AskOptions extends RequestOptions {
  /** Cancels the read, which then rejects with the reason of this signal. */
  readonly askSignal?: AbortSignal | undefined;
}

/**
 * Reads `latest.json` unless it is still the known version.
 *
 * @throws DatelineError `index-missing` when it no longer exists; as `ObjectStore.getIfChanged`; the reason of
 *   `askSignal`
 */
export async function askForNewer(
  store: ObjectStore,
  etag: string,
  { signal, askSignal }: AskOptions,
): Promise<"unchanged" | StoredObject> {
  askSignal?.throwIfAborted();
  const found = await joinSignals([signal, askSignal], (either) =>
    store.getIfChanged(LATEST_KEY, etag, { signal: either }),
  ).catch((error) => Promise.reject(askSignal?.aborted ? askSignal.reason : error));
  if (found !== undefined) return found;
  throw new DatelineError("index-missing", `Cannot refresh the index: ${LATEST_KEY} no longer exists`);
}
