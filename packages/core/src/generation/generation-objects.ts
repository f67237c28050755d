import { DatelineError } from "../errors.ts";
import type { FileDigest } from "../files/hash-file.ts";
import { mapConcurrently } from "../files/map-concurrently.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { type Manifest, type SegmentEntry, serializeManifest } from "./manifest.ts";

const SHA256 = "[0-9a-f]{64}";
const MANIFEST_KEY = new RegExp(`^generations/(${SHA256})\\.json$`);
const COMPANION_KEY = new RegExp(
  `^generations/(${SHA256})\\.(?:provenance|[0-9a-f]{16}\\.signature)\\.json$`,
);
const SEGMENT_FILE_KEY = new RegExp(`^segments/(${SHA256})/[a-z]+\\.[a-z]+$`);

/** Prefix of every manifest's key. */
export const MANIFEST_PREFIX = "generations/";
/** Prefix of every segment file's key. */
export const SEGMENT_PREFIX = "segments/";

/** Name of the segment file that lists its articles. */
export const IDENTITIES_FILE = "articles.ids";

export function manifestKey(generationId: string): string {
  return `${MANIFEST_PREFIX}${generationId}.json`;
}

export function segmentFileKey(segmentId: string, file: string): string {
  return `${SEGMENT_PREFIX}${segmentId}/${file}`;
}

/** The generation whose manifest has this key; `undefined` for other keys. */
export function generationOfKey(key: string): string | undefined {
  return MANIFEST_KEY.exec(key)?.[1];
}

/** The segment whose file has this key; `undefined` for other keys. */
export function segmentOfKey(key: string): string | undefined {
  return SEGMENT_FILE_KEY.exec(key)?.[1];
}

/** Key of a generation's provenance. */
export function provenanceKey(generationId: string): string {
  return `${MANIFEST_PREFIX}${generationId}.provenance.json`;
}

/** Key of the signature that the signing key `keyId` made for a generation. */
export function signatureKey(generationId: string, keyId: string): string {
  return `${MANIFEST_PREFIX}${generationId}.${keyId}.signature.json`;
}

/** The generation whose provenance or signature has this key; `undefined` for other keys. */
export function companionOfKey(key: string): string | undefined {
  return COMPANION_KEY.exec(key)?.[1];
}

/** Concurrent HEAD requests. */
const MAX_HEADS = 8;

/** One immutable object and its expected content. */
export interface GenerationObject {
  readonly key: string;
  readonly digest: FileDigest;
}

/** The files of all segments that a search reads, in manifest order. */
export function searchedObjects(manifest: Manifest): GenerationObject[] {
  return manifest.segments.flatMap(({ id, files }) =>
    Object.entries(files).map(([file, digest]) => ({ key: segmentFileKey(id, file), digest })),
  );
}

/** The files that must be local before segments can answer. @param headFiles as `SegmentFormat` names them */
export function headObjects(manifest: Manifest, headFiles: readonly string[]): GenerationObject[] {
  const names = new Set(headFiles);
  return manifest.segments.flatMap(({ id, files }) =>
    Object.entries(files).flatMap(([file, digest]) =>
      names.has(file) ? { key: segmentFileKey(id, file), digest } : [],
    ),
  );
}

/** All files of a segment. */
export function segmentObjects({ id, files, updateFiles, identities }: SegmentEntry): GenerationObject[] {
  return Object.entries({ ...files, ...updateFiles, [IDENTITIES_FILE]: identities }).map(
    ([file, digest]) => ({
      key: segmentFileKey(id, file),
      digest,
    }),
  );
}

/** All objects of a generation: its segments' files, then its manifest. */
export function generationObjects(id: string, manifest: Manifest): GenerationObject[] {
  const sizeBytes = Buffer.byteLength(serializeManifest(manifest));
  return [
    ...manifest.segments.flatMap(segmentObjects),
    { key: manifestKey(id), digest: { sha256: id, sizeBytes } },
  ];
}

export function totalBytes(objects: readonly GenerationObject[]): number {
  return objects.reduce((sum, { digest }) => sum + digest.sizeBytes, 0);
}

/**
 * Finds objects that the store lacks or has with another size. Objects of the right size need no hash: their
 * sha256 was checked when they were written, and nothing overwrites them.
 */
export async function lackingObjects(
  store: ObjectStore,
  objects: readonly GenerationObject[],
  options: RequestOptions = {},
): Promise<GenerationObject[]> {
  const found = await mapConcurrently(objects, MAX_HEADS, ({ key }) => store.head(key, options));
  return objects.filter(({ digest }, index) => found[index]?.sizeBytes !== digest.sizeBytes);
}

/** @throws DatelineError `object-missing` when the store lacks an object or has it with another size */
export async function assertComplete(
  store: ObjectStore,
  { id, objects }: { readonly id: string; readonly objects: readonly GenerationObject[] },
  options: RequestOptions = {},
): Promise<void> {
  const [lacking] = await lackingObjects(store, objects, options);
  if (lacking === undefined) return;
  throw new DatelineError(
    "object-missing",
    `Cannot use generation ${id}: "${lacking.key}" with ${lacking.digest.sizeBytes} bytes is not in the store; publish the generation again`,
  );
}
