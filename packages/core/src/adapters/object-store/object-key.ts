import { DatelineError } from "../../errors.ts";
import { RESERVED_NAME_PREFIX } from "../../files/write-file-atomically.ts";

/** Maximum length of a file name that all systems allow, in bytes of UTF-8. */
const MAX_SEGMENT_BYTES = 255;
/** S3's limit, in bytes of UTF-8: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1024;
/**
 * Control characters, which XML listings cannot contain, and characters that Windows forbids in file names.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it finds control characters
const FORBIDDEN_CHARACTER = /[\u0000-\u001f\u007f\\:*?"<>|]/;
/** Unpaired UTF-16 surrogates, which cannot be encoded as UTF-8. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Rejects keys that would not name the same object in every store, or that lead out of the store.
 *
 * @throws DatelineError `invalid-input`
 */
export function assertObjectKey(key: string): void {
  const problem = keyProblem(key) ?? firstSegmentProblem(key.split("/"));
  if (problem !== undefined) throw badKey("key", key, problem);
}

/**
 * Like `assertObjectKey`, for the start of a key. It may be empty, or end within a segment or with `/`.
 *
 * @throws DatelineError `invalid-input`
 */
export function assertKeyPrefix(prefix: string): void {
  const folders = prefix.split("/").slice(0, -1);
  const problem = keyProblem(prefix) ?? firstSegmentProblem(folders);
  if (problem !== undefined) throw badKey("prefix", prefix, problem);
}

function badKey(what: string, value: string, problem: string): DatelineError {
  return new DatelineError(
    "invalid-input",
    `Cannot use the object ${what} ${JSON.stringify(value)}: ${problem}`,
  );
}

function keyProblem(key: string): string | undefined {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `it is longer than ${MAX_KEY_BYTES} bytes`;
  if (FORBIDDEN_CHARACTER.test(key)) return 'it contains a control character or one of \\ : * ? " < > |';
  return LONE_SURROGATE.test(key) ? "it is not well-formed Unicode" : undefined;
}

function firstSegmentProblem(segments: readonly string[]): string | undefined {
  for (const segment of segments) {
    const problem = segmentProblem(segment);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function segmentProblem(segment: string): string | undefined {
  if (segment === "") return "it has an empty segment";
  if (segment === "." || segment === "..") return `it has the segment "${segment}"`;
  if (/[. ]$/.test(segment)) return "a segment ends with a dot or a space";
  if (segment.startsWith(RESERVED_NAME_PREFIX)) return `a segment starts with "${RESERVED_NAME_PREFIX}"`;
  if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES)
    return `a segment is longer than ${MAX_SEGMENT_BYTES} bytes`;
  return undefined;
}
