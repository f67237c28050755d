import { resolve } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { cacheLocation } from "./environment.ts";
import { isUrl } from "./open-store.ts";

/** Opens a reader of the article ids in an index, which caches what it reads from a bucket. */
export function openIdentities(store: ObjectStore): IdentityReader {
  const location = cacheLocation();
  if (store instanceof FileObjectStore || isUrl(location)) return new IdentityReader(store);
  return new IdentityReader(store, new FileObjectStore(resolve(location, "identities")));
}
