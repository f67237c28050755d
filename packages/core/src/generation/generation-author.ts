import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { Manifest } from "./manifest.ts";
import { signatureKey } from "./object-keys.ts";
import { type Provenance, readProvenance, storeProvenance } from "./provenance.ts";
import { type Signer, serializeSignature } from "./signature.ts";

/** Who makes a generation. */
export interface GenerationAuthor {
  /** Where a generation that is made now comes from. */
  provenanceOf(manifest: Manifest): Provenance | Promise<Provenance>;
  /** Signs what is made; nothing is signed when not given. */
  readonly signer?: Signer | undefined;
}

export interface RecordAuthorOptions extends RequestOptions {
  readonly generation: string;
  readonly manifest: Manifest;
  readonly author: GenerationAuthor;
}

/**
 * Keeps beside a generation who made it, and their signature if they have a key. To be called before the generation becomes
 * the latest: readers that ask for a signature look for it at once.
 */
export async function recordAuthor(
  store: ObjectStore,
  { generation, manifest, author, signal }: RecordAuthorOptions,
): Promise<void> {
  const provenance = await author.provenanceOf(manifest);
  await storeProvenance(store, generation, { provenance, signal });
  await signGeneration(store, generation, { signer: author.signer, signal });
}

/** Signs a generation with the provenance that the store has of it. */
export async function signGeneration(
  store: ObjectStore,
  generation: string,
  { signer, signal }: RequestOptions & { readonly signer: Signer | undefined },
): Promise<void> {
  if (signer === undefined) return;
  // The provenance may be of somebody who made the same generation before.
  const stored = await readProvenance(store, generation, { signal });
  const bytes = serializeSignature(signer.sign(generation, stored?.sha256 ?? null));
  const key = signatureKey(generation, signer.keyId);
  const before = await store.get(key, { signal });
  if (before !== undefined && Buffer.compare(before.bytes, bytes) === 0) return;
  await store.putIfMatch(key, bytes, before?.etag ?? null, { signal });
}
