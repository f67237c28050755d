import { resolve } from "node:path";
import { openObjectStore } from "@dateline-search/core/adapters/object-store/open-object-store";
import { DatelineError } from "@dateline-search/core/errors";
import { MANIFEST_PREFIX } from "@dateline-search/core/generation/generation-objects";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { defaultIndexFolder, environmentVariable } from "./environment.ts";

const URL_SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** Errors about a store's content, whose messages lack its location. */
const CONTENT_ERRORS: ReadonlySet<string> = new Set([
  "index-missing",
  "index-corrupt",
  "index-format",
  "object-missing",
]);

/** Default store of commands: `DATELINE_STORE`, else the local index. */
export function defaultStore(): string {
  return environmentVariable("DATELINE_STORE") ?? defaultIndexFolder();
}

/** True for `s3://bucket/prefix` and other URLs, false for a folder's path. */
export function isUrl(location: string): boolean {
  return URL_SCHEME.test(location);
}

/** Opens `s3://bucket/prefix` with the standard AWS environment, or a folder. */
export async function openStore(location: string): Promise<ObjectStore> {
  // Hide the SDK's notice about the end of Node 20 support, which only a maintainer can act on.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  return await openObjectStore(isUrl(location) ? location : resolve(location), {
    s3: { endpoint: s3Endpoint() },
  });
}

/** A custom S3 endpoint, from the variables that AWS's own tools read. */
export function s3Endpoint(): string | undefined {
  return environmentVariable("AWS_ENDPOINT_URL_S3") ?? environmentVariable("AWS_ENDPOINT_URL");
}

/**
 * Runs work on a store and adds its location to errors about its content.
 *
 * @throws DatelineError what `work` throws
 */
export async function namingStore<T>(location: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatelineError) || !CONTENT_ERRORS.has(error.code)) throw error;
    throw new DatelineError(error.code, `${error.message} (store "${location}")`, { cause: error });
  }
}

/**
 * Opens a store for a command that requires generations in it.
 *
 * @throws DatelineError what `work` throws. Errors about the content name the store; an empty store is
 *   `index-missing`, with what to do
 */
export async function withIndexStore<T>(
  location: string,
  work: (store: ObjectStore) => Promise<T>,
): Promise<T> {
  const store = await openStore(location);
  try {
    return await work(store);
  } catch (error) {
    if (!(error instanceof DatelineError) || !CONTENT_ERRORS.has(error.code)) throw error;
    // If listing fails too, the first error is more helpful.
    if (await hasGenerations(store).catch(() => true)) {
      throw new DatelineError(error.code, `${error.message} (store "${location}")`, { cause: error });
    }
    const remedy = isUrl(location) ? `dateline publish ${location}` : "dateline build";
    throw new DatelineError(
      "index-missing",
      `Cannot use the store "${location}": it has no generation; run "${remedy}" first, or name another store with --store`,
      { cause: error },
    );
  }
}

async function hasGenerations(store: ObjectStore): Promise<boolean> {
  for await (const _ of store.list(MANIFEST_PREFIX)) return true;
  return false;
}
