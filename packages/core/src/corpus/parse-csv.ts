import { CsvError, parse } from "csv-parse/sync";
import { fieldElsewhere } from "./field-names-elsewhere.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { isTextField } from "./json-values.ts";
import { jsonRecord, type PlainJsonRecord } from "./parse-json-source.ts";
import type { SourceRecord } from "./source-record.ts";
import type { Clock } from "./withholding.ts";

const DELIMITERS = [",", ";", "\t", "|"];
const MIN_FOREIGN_NAMES = 2;
/** Delimiter statement on the first line, as Excel writes and reads it. */
const STATED_DELIMITER = /^sep=(.)\r?\n/i;

/** What pandas and databases write for a missing value. */
const MISSING: ReadonlySet<string> = new Set([
  "nan",
  "NaN",
  "NaT",
  "NULL",
  "null",
  "None",
  "<NA>",
  "#N/A",
  "N/A",
  "n/a",
  "\\N",
]);

interface CsvRow {
  readonly record: Readonly<Record<string, string>>;
  /** Line of the text on which it ends, from 1. */
  readonly endLine: number;
}

/**
 * Reads a table with column names in its first line, using the names of JSON records. The delimiter is a
 * comma, semicolon, tab or bar. If the table ends within quotes, the rows before are still read.
 *
 * @throws InvalidRecord when no column contains an article's text
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function parseCsv(text: string, clock: Clock): readonly (SourceRecord | PlainJsonRecord)[] {
  const [statement = "", stated] = STATED_DELIMITER.exec(text) ?? [];
  const table = text.slice(statement.length);
  const linesBefore = statement === "" ? 0 : 1;
  const rows: CsvRow[] = [];
  const fault = readRows(table, stated ?? likelyDelimiter(table), (row) => rows.push(row));
  let line = 2 + linesBefore;
  const records: (SourceRecord | PlainJsonRecord)[] = rows.map(({ record, endLine }) => {
    const begin = line;
    line = endLine + linesBefore + 1;
    return jsonRecord({ value: record, line: begin }, clock);
  });
  if (fault !== null) records.push({ kind: "broken", line, reason: `not a table: ${fault}` });
  return records;
}

/** @returns the error in the table, if any */
function readRows(table: string, delimiter: string, onRow: (row: CsvRow) => void): string | null {
  try {
    parse(table, {
      delimiter,
      columns: namesOf,
      bom: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      cast: (cell, { header }) => (!header && MISSING.has(cell) ? "" : cell),
      on_record: (record: Readonly<Record<string, string>>, { lines }) => {
        onRow({ record, endLine: lines });
        return null;
      },
    });
    return null;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return error.message;
  }
}

/** The first of two columns with one name wins. @throws InvalidRecord when no column is a text */
function namesOf(stated: readonly string[]): (string | undefined)[] {
  const header = inEnglish(stated);
  if (!header.some(isTextField)) {
    const names = header.slice(0, 10).join(", ");
    throw new InvalidRecord(
      `no column is the text of an article (looked for body, text, content and the like), the first line has: ${names}`,
    );
  }
  return header.map((name, index) => (header.indexOf(name) === index && name !== "" ? name : undefined));
}

/** Column names of other languages, which mean something else alone, such as `data`. */
function inEnglish(header: readonly string[]): readonly string[] {
  const fields = header.map(fieldElsewhere);
  const isForeign = fields.filter((field) => field !== null).length >= MIN_FOREIGN_NAMES;
  return isForeign ? header.map((name, index) => fields[index] ?? name) : header;
}

/** The most frequent one in the first line, outside of quotes. */
function likelyDelimiter(table: string): string {
  const [header = ""] = table.replace(/"[^"]*"/g, "").split(/\r?\n/, 1);
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.delimiter ?? ",";
}
