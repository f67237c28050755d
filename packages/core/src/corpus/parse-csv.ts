import { CsvError, type Options, parse } from "csv-parse/sync";
import { COMPARED_FIELDS, declarationOf } from "../article-fields.ts";
import { listOfCell } from "./cell-list.ts";
import { columnNames, findHeader } from "./csv-header.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { isTextField } from "./json-values.ts";
import { jsonRecord, type PlainJsonRecord } from "./parse-json-source.ts";
import type { SourceRecord } from "./source-record.ts";
import { fieldName } from "./usage-fields.ts";
import type { Clock } from "./withholding.ts";

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
/** Columns whose cells may be lists: authors, sections, tags and the like. */
const LISTED_NAMES: ReadonlySet<string> = new Set(
  COMPARED_FIELDS.filter((field) => declarationOf(field).filter?.compares === "name").flatMap(
    (field) => declarationOf(field).aliases ?? [],
  ),
);
/** One row in so many may have too few or too many cells when quotes are read as letters. */
const ROWS_PER_FAULT = 10;
/** A cell in quotes, with quotes in it. */
const QUOTED = /^"[^"]*(?:""[^"]*)+"$/;

type Cells = Readonly<Record<string, string>>;

interface CsvRow {
  readonly cells: Cells;
  /** Line of the text on which it ends, from 1. */
  readonly endLine: number;
}

interface Reading {
  readonly rows: readonly CsvRow[];
  /** How many rows have as many cells as the header. */
  readonly complete: number;
  /** The error that ended it. */
  readonly fault: CsvError | null;
}

/**
 * Reads a table with column names, using the names of JSON records. The delimiter is a comma, semicolon, tab or
 * bar. If the table ends within quotes, the rows before are still read.
 *
 * @throws InvalidRecord when no column contains an article's text
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function parseCsv(text: string, clock: Clock): readonly (SourceRecord | PlainJsonRecord)[] {
  const { text: table, delimiter, linesBefore } = findHeader(text);
  const { rows, fault } = readTable(table, delimiter);
  let line = 2 + linesBefore;
  const records: (SourceRecord | PlainJsonRecord)[] = rows.map(({ cells, endLine }) => {
    const begin = line;
    line = endLine + linesBefore + 1;
    return jsonRecord({ value: withLists(cells), line: begin }, clock);
  });
  if (fault !== null) records.push({ kind: "broken", line, reason: `not a table: ${fault.message}` });
  return records;
}

/**
 * With quotes as RFC 4180 has them. Where that fails, with quotes after backslashes, as MySQL writes them, or
 * with quotes that are letters, as in tables of the media type `text/tab-separated-values`.
 */
function readTable(table: string, delimiter: string): Reading {
  const standard = readRows(table, { delimiter });
  if (standard.fault !== null && table.includes('\\"')) {
    const escaped = readRows(table, { delimiter, escape: "\\" });
    if (escaped.fault === null) return escaped;
  }
  if (!mayHaveOtherQuotes(standard, delimiter)) return standard;
  const plain = readRows(table, { delimiter, quote: false });
  const faults = plain.rows.length - plain.complete;
  const isBetter = plain.complete > standard.complete && faults * ROWS_PER_FAULT <= plain.rows.length;
  return isBetter ? plain : standard;
}

/** Tables with tabs have no need of quotes. Others have, so there a quote that never ends is a damage. */
function mayHaveOtherQuotes({ rows, complete, fault }: Reading, delimiter: string): boolean {
  if (delimiter === "\t") return fault !== null || complete < rows.length;
  return fault !== null && fault.code !== "CSV_QUOTE_NOT_CLOSED";
}

function readRows(table: string, options: Pick<Options, "delimiter" | "escape" | "quote">): Reading {
  const rows: CsvRow[] = [];
  let incomplete = 0;
  const toCell = (cell: string) => {
    if (MISSING.has(cell)) return "";
    return options.quote === false && QUOTED.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell;
  };
  try {
    parse(table, {
      ...options,
      columns: namesOf,
      bom: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      cast: (cell, { header }) => (header ? cell : toCell(cell)),
      on_record: (cells: Cells, { lines, invalid_field_length }) => {
        rows.push({ cells, endLine: lines });
        incomplete = invalid_field_length;
        return null;
      },
    });
    return { rows, complete: rows.length - incomplete, fault: null };
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    return { rows, complete: rows.length - incomplete, fault };
  }
}

/** The first of two columns with one name wins. @throws InvalidRecord when no column is a text */
function namesOf(stated: readonly string[]): (string | undefined)[] {
  const header = columnNames(stated);
  if (!header.some(isTextField)) {
    const names = header.slice(0, 10).join(", ");
    throw new InvalidRecord(
      `no column is the text of an article (looked for body, text, content and the like), the first line has: ${names}`,
    );
  }
  return header.map((name, index) => (header.indexOf(name) === index && name !== "" ? name : undefined));
}

function withLists(cells: Cells): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(cells).map(([name, cell]) => {
      const list = LISTED_NAMES.has(fieldName(name)) ? listOfCell(cell) : null;
      return [name, list ?? cell];
    }),
  );
}
