import { extname } from "node:path";

/** Format of a source's bytes. `markup` is XML or HTML of any vocabulary. */
export type CorpusFormat =
  | "plain-text"
  | "markdown"
  | "json"
  | "json-lines"
  | "markup"
  | "csv"
  | "mail"
  | "warc"
  | "word"
  | "pdf";

/** Formats with asynchronous parsers that read bytes: archives, mail and documents. */
export type BinaryFormat = "mail" | "warc" | "word" | "pdf";

/**
 * Formats with synchronous parsers that read decoded text. A new format belongs here unless it is added
 * above.
 */
export type TextFormat = Exclude<CorpusFormat, BinaryFormat>;

const FORMATS: ReadonlyMap<string, CorpusFormat> = new Map([
  [".txt", "plain-text"],
  [".text", "plain-text"],
  [".md", "markdown"],
  [".markdown", "markdown"],
  [".json", "json"],
  [".ninjs", "json"],
  [".jsonl", "json-lines"],
  [".ndjson", "json-lines"],
  [".rss", "markup"],
  [".atom", "markup"],
  [".rdf", "markup"],
  [".xml", "markup"],
  [".nitf", "markup"],
  [".html", "markup"],
  [".htm", "markup"],
  [".xhtml", "markup"],
  [".csv", "csv"],
  [".tsv", "csv"],
  [".eml", "mail"],
  [".mbox", "mail"],
  [".warc", "warc"],
  [".docx", "word"],
  [".pdf", "pdf"],
]);

const MEDIA_TYPES: ReadonlyMap<string, CorpusFormat> = new Map([
  ["text/markdown", "markdown"],
  ["application/json", "json"],
  ["application/feed+json", "json"],
  ["application/jsonl", "json-lines"],
  ["application/x-ndjson", "json-lines"],
  ["text/html", "markup"],
  ["application/xhtml+xml", "markup"],
  ["text/csv", "csv"],
  ["text/tab-separated-values", "csv"],
  ["message/rfc822", "mail"],
  ["application/mbox", "mail"],
  ["application/warc", "warc"],
  ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word"],
  ["application/pdf", "pdf"],
]);

/** Binary formats by the first bytes of their files. */
const BEGINNINGS: ReadonlyArray<readonly [beginning: string, format: CorpusFormat]> = [
  ["%PDF-", "pdf"],
  ["PK\x03\x04", "word"],
  ["WARC/1.", "warc"],
];
const MAILBOX = /^From \S+ .*\d{4}\r?\n/;
const MAIL = /^[\w-]+:(?:.*\r?\n(?=[\w-]+:|[ \t]))*?(?:MIME-Version|Message-ID|Received):/i;
const HEAD_BYTES = 8 * 1024;

/** Extensions of all formats, for messages. */
export const KNOWN_ENDINGS: readonly string[] = [...FORMATS.keys()];

/** Format by file extension, ignoring a final `.gz`; `undefined` for an unknown extension. */
export function formatOfName(name: string): CorpusFormat | undefined {
  return FORMATS.get(extname(name.replace(/\.gz$/i, "")).toLowerCase());
}

/** @param mediaType lower case, without parameters */
export function formatOfMediaType(mediaType: string | null): CorpusFormat | undefined {
  if (mediaType === null) return undefined;
  return MEDIA_TYPES.get(mediaType) ?? (/[/+]xml$/.test(mediaType) ? "markup" : undefined);
}

/** Format by the first bytes, for sources without a name; `undefined` if they may be text of any format. */
export function formatOfBytes(bytes: Uint8Array): CorpusFormat | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1");
  const found = BEGINNINGS.find(([beginning]) => head.startsWith(beginning));
  if (found !== undefined) return found[1];
  return MAILBOX.test(head) || MAIL.test(head) ? "mail" : undefined;
}

/** Format by the first characters of a text, for sources without a name. */
export function formatOfText(text: string): TextFormat {
  const start = text.trimStart();
  if (start.startsWith("<")) return "markup";
  if (!start.startsWith("{")) return start.startsWith("[") ? "json" : "plain-text";
  const end = start.indexOf("\n");
  return end !== -1 && isJson(start.slice(0, end)) && start.slice(end).trim() !== "" ? "json-lines" : "json";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
