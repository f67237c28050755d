import type { SourceEntry } from "../corpus-entry.ts";
import { essenceOf } from "../html/declared-encoding.ts";
import { InvalidRecord } from "../invalid-record.ts";
import { type ReadSourceOptions, readSourceBytes, type SourceBytes } from "../read-source-bytes.ts";
import { type HttpMessage, parseHttpMessage } from "./http-message.ts";
import { type WarcRecord, warcRecords } from "./warc-records.ts";

const READABLE =
  /^(?:text\/html|application\/xhtml\+xml|text\/xml|application\/(?:[\w.-]+\+)?xml|application\/(?:feed\+)?json)$/;

/**
 * Reads the articles of a web archive: the content of each page, feed or file with status 200. Skips pages
 * without an article. The origin of each is the archive, with the record's number in place of a line.
 *
 * @param file name of the archive
 */
export async function* readWarc(
  file: string,
  source: AsyncIterable<Uint8Array>,
  options: ReadSourceOptions,
): AsyncGenerator<SourceEntry> {
  let number = 0;
  try {
    for await (const record of warcRecords(source)) {
      number++;
      const found = sourceOf(record);
      if (found === null) continue;
      for (const entry of readSourceBytes(found, options))
        yield inArchive(entry, found.name, { file, number });
      if (record.headers.has("warc-truncated")) yield cutNote(found.name, { file, number });
    }
  } catch (error) {
    if (!(error instanceof InvalidRecord)) throw error;
    yield {
      kind: "problem",
      problem: { file, line: number + 1, reason: `record ${number + 1}: ${error.reason}` },
    };
  }
}

/** `null` for anything but content: requests, metadata, images, redirects, revisits. */
function sourceOf({ headers, block }: WarcRecord): SourceBytes | null {
  const type = headers.get("warc-type");
  const address = headers.get("warc-target-uri")?.replace(/^<|>$/g, "") ?? "";
  if (block === null || !/^https?:/i.test(address) || !URL.canParse(address)) return null;
  const message =
    type === "response" ? parseHttpMessage(block) : type === "resource" ? resource(headers, block) : null;
  if (message?.status !== 200 || !READABLE.test(essenceOf(message.contentType) ?? "text/html")) return null;
  return { name: address, url: address, bytes: message.body, contentType: message.contentType };
}

function resource(headers: WarcRecord["headers"], body: Buffer): HttpMessage {
  return { status: 200, contentType: headers.get("content-type") ?? null, body };
}

interface Place {
  readonly file: string;
  readonly number: number;
}

function inArchive(entry: SourceEntry, address: string, { file, number }: Place): SourceEntry {
  switch (entry.kind) {
    case "problem":
      // A crawl contains many pages without an article, which nobody can fix.
      return { kind: "skipped", file, reason: `${address}: ${entry.problem.reason}` };
    case "skipped":
      return { ...entry, file, reason: `${address}: ${entry.reason}` };
    case "note":
      return { ...entry, note: { file, line: number, reason: `${address}: ${entry.note.reason}` } };
    default:
      return { ...entry, origin: { ...entry.origin, file, line: number } };
  }
}

function cutNote(address: string, { file, number }: Place): SourceEntry {
  return {
    kind: "note",
    note: { file, line: number, reason: `${address}: cut by the crawl; read as far as it goes` },
  };
}
