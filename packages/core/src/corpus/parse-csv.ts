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

/** How pandas and databases write a missing value. */
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
/** Columns whose cells may be lists, such as authors, sections and tags. */
const LISTED_NAMES: ReadonlySet<string> = new Set(
  COMPARED_FIELDS.filter((field) => declarationOf(field).filter?.compares === "name").flatMap(
    (field) => declarationOf(field).aliases ?? [],
  ),
);
/** One row in this many may have too few or too many cells if quotes are read as plain characters. */
const ROWS_PER_FAULT = 10;
/** A quoted cell that contains quotes. */
const QUOTED = /^"[^"]*(?:""[^"]*)+"$/;

type Cells = Readonly<Record<string, string>>;

interface CsvRow {
  readonly cells: Cells;
  /** Line of the text on which it ends, from 1. */
  readonly endLine: number;
}

interface Reading {
  readonly rows: readonly CsvRow[];
  /** Number of rows with as many cells as the header. */
  readonly complete: number;
  /** The error that ended reading, if any. */
  readonly fault: CsvError | null;
}

/**
 * Reads a table with column names, which are those of JSON records. The delimiter is a comma, semicolon, tab
 * or bar. If the table ends within quotes, the rows before them are still read.
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
 * Reads quotes as in RFC 4180. If that fails, tries quotes escaped by backslashes, as in MySQL, then quotes
 * as plain characters, as in tables of the media type `text/tab-separated-values`.
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

/** Tables with tabs do not need quotes. Others do, so an unclosed quote there is damage. */
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

/**
 * Of two columns with the same name, the first wins.
 *
 * @throws InvalidRecord when no column is a text
 */
function namesOf(stated: readonly string[]): (string | undefined)[] {
  const header = columnNames(stated);
  if (!header.some(isTextField)) {
    const names = header.slice(0, 10).join(", ");
    throw new InvalidRecord(
      `no column is the text of an article (such as body, text or content); the first line has: ${names}`,
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
