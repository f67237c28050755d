import { resolve } from "node:path";
import { openObjectStore } from "@dateline/core/adapters/object-store/open-object-store";
import type { ObjectStore } from "@dateline/core/ports/object-store";
import { defaultIndexFolder } from "./folders.ts";

/** The store that commands work on when no option names one: `DATELINE_STORE`, else the local index. */
export function defaultStore(): string {
  return process.env["DATELINE_STORE"] ?? defaultIndexFolder();
}

/** Opens `s3://bucket/prefix` with the standard AWS environment, or a folder. */
export async function openStore(location: string): Promise<ObjectStore> {
  // The SDK tells every user that it will stop supporting Node 20; whoever upgrades it will know.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const isUrl = /^[a-z][a-z0-9+.-]+:/i.test(location);
  const endpoint = process.env["AWS_ENDPOINT_URL_S3"] ?? process.env["AWS_ENDPOINT_URL"];
  return await openObjectStore(isUrl ? location : resolve(location), { s3: { endpoint } });
}
