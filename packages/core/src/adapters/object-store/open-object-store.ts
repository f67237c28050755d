import { fileURLToPath } from "node:url";
import { DatelineError } from "../../errors.ts";
import type { ObjectStore } from "../../ports/object-store.ts";
import { FileObjectStore } from "./file-object-store.ts";
import type { S3ObjectStoreOptions } from "./s3-object-store.ts";

export interface OpenObjectStoreOptions {
  /** For `s3://` only. Defaults come from the environment and the AWS configuration files. */
  readonly s3?: Omit<S3ObjectStoreOptions, "bucket" | "prefix">;
}

/** At least two letters, because `C:\index` is a path on Windows. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/**
 * Opens a store by location: `s3://bucket/prefix`, `file:///folder`, or the path of a folder. Sends no request
 * yet.
 *
 * @throws DatelineError `invalid-input` for other schemes and for URLs with further parts
 */
export async function openObjectStore(
  url: string,
  options: OpenObjectStoreOptions = {},
): Promise<ObjectStore> {
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase();
  if (scheme === "s3") return await openS3(url, options);
  if (scheme === "file") return new FileObjectStore(folderOf(url));
  if (scheme !== undefined) {
    throw cannotOpen(
      url,
      `"${scheme}:" is not supported; use s3://bucket/prefix, file:///folder or the path of a folder`,
    );
  }
  if (url.trim() === "") throw cannotOpen(url, "it is empty");
  return new FileObjectStore(url);
}

/** Loads the SDK lazily, because that takes longer than opening a local index. */
async function openS3(url: string, options: OpenObjectStoreOptions): Promise<ObjectStore> {
  const { bucket, prefix } = parseS3Url(url);
  const { S3ObjectStore } = await import("./s3-object-store.ts");
  return new S3ObjectStore({ ...options.s3, bucket, prefix });
}

/**
 * Splits `s3://bucket/prefix`, ignoring trailing slashes.
 *
 * @throws DatelineError `invalid-input`
 */
export function parseS3Url(url: string): { readonly bucket: string; readonly prefix: string } {
  const match = /^s3:\/\/([^/?#@:]+)(?:\/([^?#]*))?$/i.exec(url);
  const [, bucket, path = ""] = match ?? [];
  if (bucket === undefined) throw cannotOpen(url, "it should look like s3://bucket or s3://bucket/prefix");
  return { bucket, prefix: path.replace(/\/+$/, "") };
}

function folderOf(url: string): string {
  // `file:index` would silently mean the folder /index.
  if (!/^file:\/\/\//i.test(url)) throw cannotOpen(url, "it should look like file:///folder");
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw cannotOpen(url, "it should look like file:///folder", { cause: error });
  }
}

function cannotOpen(url: string, reason: string, options?: ErrorOptions): DatelineError {
  return new DatelineError("invalid-input", `Cannot open the store "${url}": ${reason}`, options);
}
