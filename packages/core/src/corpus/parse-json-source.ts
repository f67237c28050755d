import type { Article } from "../types.ts";
import { isJsonFeed, parseJsonFeed } from "./feed/parse-json-feed.ts";
import type { RecordContext } from "./finish-article.ts";
import { openEnvelope } from "./json-envelope.ts";
import { isNinjs, parseNinjs } from "./newsml/parse-ninjs.ts";
import { type JsonRecord, parseJson, recordsIn } from "./parse-json-file.ts";
import { parseJsonRecord } from "./parse-json-record.ts";
import { guardRecord, type SourceRecord } from "./source-record.ts";
import type { Clock } from "./withholding.ts";
import { readWordPress } from "./wordpress-record.ts";

export interface JsonContext extends Clock {
  /** Address of the document; `null` when unknown. */
  readonly url: string | null;
  readonly keepTitles?: boolean;
}

/** A record with Dateline's own fields, parsed lazily so that its errors do not affect others. */
export interface PlainJsonRecord {
  readonly kind: "plain";
  readonly line: number;
  readonly parse: (context: RecordContext) => Article;
  /** Another id of the article, under which feeds name it. */
  readonly alias?: string | null;
}

/**
 * Reads a `.json` file by its content: a JSON Feed, ninjs, or records with Dateline's own fields; one, a
 * list, or a list in `articles` or `items`.
 *
 * @throws InvalidRecord with the line of the error when the text is not JSON
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

/** Reads one record of a file or a line. */
export function jsonRecord(record: JsonRecord, clock: Clock): SourceRecord | PlainJsonRecord {
  const { line } = record;
  const value = openEnvelope(record.value);
  if (isNinjs(value)) return guardRecord(line, () => parseNinjs(value, line, clock));
  const post = readWordPress(value);
  if (post === null) return { kind: "plain", line, parse: (context) => parseJsonRecord(value, context) };
  const { record: fields, alias } = post;
  return { kind: "plain", line, alias, parse: (context) => parseJsonRecord(fields, context) };
}
