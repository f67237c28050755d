import { basename } from "node:path";
import type { BucketObjectInfo } from "@dateline-search/core/adapters/object-store/s3-bucket-reader";
import { formatOfName } from "@dateline-search/core/corpus/corpus-format";
import { isPassedOver } from "@dateline-search/core/corpus/list-corpus-files";
import { mapConcurrently } from "@dateline-search/core/files/map-concurrently";
import type { RequestOptions } from "@dateline-search/core/ports/object-store";
import { describeError } from "../logger.ts";
import type { ChangedObject } from "./ingest-event.ts";
import type { IngestServiceOptions } from "./ingest-service-options.ts";

/** An object to read, or one that is gone. */
export interface PlannedObject {
  readonly object: ChangedObject;
  /** `null` if it is gone. */
  readonly info: BucketObjectInfo | null;
}

export interface ObjectPlan {
  /** Oldest first. */
  readonly planned: readonly PlannedObject[];
  /** Objects to retry. */
  readonly failed: readonly ChangedObject[];
}

const MAX_REQUESTS = 8;

/**
 * Inspects objects before reading any: skips those that can never be articles, rejects those that are too large, and
 * sorts the rest by age.
 */
export async function planObjects(
  objects: readonly ChangedObject[],
  { reader, logger, maxObjectBytes }: Pick<IngestServiceOptions, "reader" | "logger" | "maxObjectBytes">,
  options: RequestOptions,
): Promise<ObjectPlan> {
  const planned: PlannedObject[] = [];
  const failed: ChangedObject[] = [];
  await mapConcurrently(objects, MAX_REQUESTS, async (object) => {
    const reason = reasonToPassOver(object.key);
    if (reason !== null) {
      logger.log("warn", "object passed over", { ...object, reason });
      return;
    }
    try {
      const info = (await reader.head(object, options)) ?? null;
      if (info === null || info.sizeBytes <= maxObjectBytes) {
        planned.push({ object, info });
        return;
      }
      const megabytes = (bytes: number) => Math.ceil(bytes / 1e6);
      const reason = `it has ${megabytes(info.sizeBytes)} MB, more than ${megabytes(maxObjectBytes)} (DATELINE_MAX_OBJECT_MB); split it`;
      logger.log("error", "object refused", { ...object, reason });
    } catch (error) {
      logger.log("error", "object not read", { ...object, error: describeError(error) });
    }
    failed.push(object);
  });
  return { planned: planned.sort((a, b) => ageOrder(a) - ageOrder(b)), failed };
}

/** Deleted objects come first, because they cost nothing. */
function ageOrder({ info }: PlannedObject): number {
  return info === null ? 0 : info.modifiedAt.getTime();
}

/** @returns why such a key can never be an article's, which makes a retry useless */
function reasonToPassOver(key: string): string | null {
  if (key.endsWith("/")) return "its key ends with a slash, like a folder's";
  if (isPassedOver(basename(key))) return "it is hidden, or describes other files";
  return formatOfName(key) === undefined ? "its extension is not that of a supported format" : null;
}
