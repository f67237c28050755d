import { DatelineError } from "../errors.ts";
import type { FileDigest } from "../files/hash-file.ts";
import type { ObjectBody, ObjectStore, TransferOptions } from "../ports/object-store.ts";

/**
 * Stores a content-addressed object unless the store has it. Replaces an existing object of another size,
 * which was truncated and does not match its key.
 *
 * @throws DatelineError `object-corrupt` when another writer stores a different object under its key
 */
export async function storeObject(
  store: ObjectStore,
  object: { readonly key: string; readonly body: ObjectBody; readonly digest: FileDigest },
  options: TransferOptions = {},
): Promise<"created" | "exists"> {
  const { key, body, digest } = object;
  const put = () => store.putNew(key, body, { ...options, sha256: digest.sha256 });
  if ((await put()) === "created") return "created";
  if ((await store.head(key, options))?.sizeBytes === digest.sizeBytes) return "exists";
  await store.delete([key], options);
  if ((await put()) === "created") return "created";
  throw new DatelineError("object-corrupt", `Cannot store "${key}": another writer stored different content`);
}
