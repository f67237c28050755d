import { extname } from "node:path";

/** How the bytes of a source are read. `markup` is XML or HTML of any vocabulary. */
export type CorpusFormat = "plain-text" | "markdown" | "json" | "json-lines" | "markup";

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
]);

const MEDIA_TYPES: ReadonlyMap<string, CorpusFormat> = new Map([
  ["text/markdown", "markdown"],
  ["application/json", "json"],
  ["application/feed+json", "json"],
  ["application/jsonl", "json-lines"],
  ["application/x-ndjson", "json-lines"],
  ["text/html", "markup"],
  ["application/xhtml+xml", "markup"],
]);

/** Endings of all formats, for messages. */
export const KNOWN_ENDINGS: readonly string[] = [...FORMATS.keys()];

/** What the ending of a file's name says, before `.gz` if that is the last; undefined when it says nothing that is known. */
export function formatOfName(name: string): CorpusFormat | undefined {
  return FORMATS.get(extname(name.replace(/\.gz$/i, "")).toLowerCase());
}

/** @param mediaType lower case, without parameters */
export function formatOfMediaType(mediaType: string | null): CorpusFormat | undefined {
  if (mediaType === null) return undefined;
  return MEDIA_TYPES.get(mediaType) ?? (/[/+]xml$/.test(mediaType) ? "markup" : undefined);
}

/** What the first characters of a text look like, for sources that nobody named. */
export function formatOfText(text: string): CorpusFormat {
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
