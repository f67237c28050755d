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

/** The generation whose manifest has this key; `undefined` for keys of anything else. */
export function generationOfKey(key: string): string | undefined {
  return MANIFEST_KEY.exec(key)?.[1];
}

/** The segment that has a file under this key; `undefined` for keys of anything else. */
export function segmentOfKey(key: string): string | undefined {
  return SEGMENT_FILE_KEY.exec(key)?.[1];
}

/** Key of a generation's provenance. */
export function provenanceKey(generationId: string): string {
  return `${MANIFEST_PREFIX}${generationId}.provenance.json`;
}

/** Key of the signature of a generation by a key. */
export function signatureKey(generationId: string, keyId: string): string {
  return `${MANIFEST_PREFIX}${generationId}.${keyId}.signature.json`;
}

/** The generation whose provenance or signature has this key; `undefined` for keys of anything else. */
export function companionOfKey(key: string): string | undefined {
  return COMPANION_KEY.exec(key)?.[1];
}
