import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { signatureKey } from "./generation-objects.ts";
import type { Manifest } from "./manifest.ts";
import { type Provenance, readProvenance, storeProvenance } from "./provenance.ts";
import { type Signer, serializeSignature } from "./signature.ts";

/** The author of new generations. */
export interface GenerationAuthor {
  /** The provenance of a new generation. */
  provenanceOf(manifest: Manifest): Provenance | Promise<Provenance>;
  /** If absent, new generations are not signed. */
  readonly signer?: Signer | undefined;
}

export interface RecordAuthorOptions extends RequestOptions {
  readonly generation: string;
  readonly manifest: Manifest;
  readonly author: GenerationAuthor;
}

/**
 * Stores the provenance of a generation, and a signature if there is a signer. Call this before the
 * generation becomes the latest, because readers that require a signature read it at once.
 */
export async function recordAuthor(
  store: ObjectStore,
  { generation, manifest, author, signal }: RecordAuthorOptions,
): Promise<void> {
  const provenance = await author.provenanceOf(manifest);
  await storeProvenance(store, generation, { provenance, signal });
  await signGeneration(store, generation, { signer: author.signer, signal });
}

/** Signs a generation and its stored provenance. */
export async function signGeneration(
  store: ObjectStore,
  generation: string,
  { signer, signal }: RequestOptions & { readonly signer: Signer | undefined },
): Promise<void> {
  if (signer === undefined) return;
  // An earlier author of the same generation may have stored the provenance.
  const stored = await readProvenance(store, generation, { signal });
  const bytes = serializeSignature(signer.sign(generation, stored?.sha256 ?? null));
  const key = signatureKey(generation, signer.keyId);
  const before = await store.get(key, { signal });
  if (before !== undefined && Buffer.compare(before.bytes, bytes) === 0) return;
  await store.putIfMatch(key, bytes, before?.etag ?? null, { signal });
}
