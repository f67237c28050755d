import type { Article } from "../types.ts";
import { isJsonFeed, parseJsonFeed } from "./feed/parse-json-feed.ts";
import type { RecordContext } from "./finish-article.ts";
import { isNinjs, parseNinjs } from "./newsml/parse-ninjs.ts";
import { type JsonRecord, parseJson, recordsIn } from "./parse-json-file.ts";
import { parseJsonRecord } from "./parse-json-record.ts";
import { guardRecord, type SourceRecord } from "./source-record.ts";
import type { Clock } from "./withholding.ts";

export interface JsonContext extends Clock {
  /** Where the document came from; null when that is not known. */
  readonly url: string | null;
  readonly keepTitles?: boolean;
}

/** A record of Dateline's own fields, not parsed yet: errors in one are no errors in the others. */
export interface PlainJsonRecord {
  readonly kind: "plain";
  readonly line: number;
  readonly parse: (context: RecordContext) => Article;
}

/**
 * Reads the text of a `.json` file by what it holds: a JSON Feed, ninjs, or records with Dateline's own fields; one, a
 * list, or a list in `articles` or `items`.
 *
 * @throws InvalidRecord with the line at fault when the text is not JSON
 */
export function parseJsonSource(
  text: string,
  context: JsonContext,
): readonly (SourceRecord | PlainJsonRecord)[] {
  const document = parseJson(text);
  const records = recordsIn(document, text);
  if (isJsonFeed(document)) return parseJsonFeed(document, records, context);
  return records.map((record) => jsonRecord(record, context));
}

/** Reads one record, of a file or of a line. */
export function jsonRecord({ value, line }: JsonRecord, clock: Clock): SourceRecord | PlainJsonRecord {
  if (isNinjs(value)) return guardRecord(line, () => parseNinjs(value, line, clock));
  return { kind: "plain", line, parse: (context) => parseJsonRecord(value, context) };
}
