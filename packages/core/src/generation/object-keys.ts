const SHA256 = "[0-9a-f]{64}";
const MANIFEST_KEY = new RegExp(`^generations/(${SHA256})\\.json$`);
const SEGMENT_FILE_KEY = new RegExp(`^segments/(${SHA256})/[a-z]+\\.[a-z]+$`);

/** Every manifest's key starts so. */
export const MANIFEST_PREFIX = "generations/";
/** Every segment file's key starts so. */
export const SEGMENT_PREFIX = "segments/";

/** Name of the file of a segment that says which articles are in it. */
export const IDENTITIES_FILE = "articles.ids";

/** Key of a generation's manifest. */
export function manifestKey(generationId: string): string {
  return `${MANIFEST_PREFIX}${generationId}.json`;
}

/** Key of one file of a segment. */
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
