import { CsvError, parse } from "csv-parse/sync";
import { ARTICLE_FIELD_NAMES, declarationOf } from "../article-fields.ts";
import { fieldElsewhere, isOfAnotherScript } from "./field-names-elsewhere.ts";
import { isTextField } from "./json-values.ts";
import { fieldName } from "./usage-fields.ts";

const DELIMITERS = [",", ";", "\t", "|"];
/** The delimiter on the first line, as Excel writes and reads it. */
const STATED_DELIMITER = /^"?sep=(.)"?(?:\r\n|\r|\n)/i;
/** Exports may begin with a title, a date and notes. */
const MAX_LINES_BEFORE = 20;
/**
 * A line below others is the header only if it names this many fields. A row of texts may contain one such
 * word.
 */
const MIN_KNOWN_NAMES = 2;
const MIN_FOREIGN_NAMES = 2;

const KNOWN_NAMES: ReadonlySet<string> = new Set(
  ARTICLE_FIELD_NAMES.flatMap((field) => declarationOf(field).aliases ?? []),
);
/** `news_title`, `PostContent`. */
const KIND_OF_RECORD = /^(?:article|news|story|post|item)(?=.)/;
/** WordPress's `post_name` is part of the address. */
const OTHER_MEANINGS: ReadonlySet<string> = new Set(["postname"]);

interface CsvTable {
  /** Starts at the header. */
  readonly text: string;
  readonly delimiter: string;
  /** Lines before the header. */
  readonly linesBefore: number;
}

/** Finds the header of a table, which may follow `sep=;` or other lines. Falls back to the first line. */
export function findHeader(text: string): CsvTable {
  const [statement = "", stated] = STATED_DELIMITER.exec(text) ?? [];
  const first = statement === "" ? 0 : 1;
  const table = text.slice(statement.length);
  for (const { line, start, index } of firstLines(table)) {
    const delimiter = stated ?? likelyDelimiter(line);
    if (isHeader(cellsOf(line, delimiter), index)) {
      return { text: table.slice(start), delimiter, linesBefore: first + index };
    }
  }
  return { text: table, delimiter: stated ?? likelyDelimiter(table), linesBefore: first };
}

/** Column names as field names of JSON records. Unknown names stay. */
export function columnNames(stated: readonly string[]): readonly string[] {
  return withoutKindOfRecord(inEnglish(stated));
}

function isHeader(cells: readonly string[], index: number): boolean {
  const names = columnNames(cells);
  if (!names.some(isTextField)) return false;
  return index === 0 || names.filter((name) => KNOWN_NAMES.has(fieldName(name))).length >= MIN_KNOWN_NAMES;
}

function* firstLines(
  table: string,
): Generator<{ readonly line: string; readonly start: number; readonly index: number }> {
  let start = 0;
  let index = 0;
  for (const { index: end, 0: lineEnd } of table.matchAll(/\r\n|\r|\n|$/g)) {
    yield { line: table.slice(start, end), start, index };
    start = end + lineEnd.length;
    if (++index > MAX_LINES_BEFORE) return;
  }
}

function cellsOf(line: string, delimiter: string): readonly string[] {
  try {
    const [cells = []] = parse(line, { delimiter, relax_quotes: true, trim: true }) as string[][];
    return cells;
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

/** Translates column names of other languages. A single one, such as `data`, may mean something else. */
function inEnglish(header: readonly string[]): readonly string[] {
  const fields = header.map(fieldElsewhere);
  const isForeign = fields.filter((field) => field !== null).length >= MIN_FOREIGN_NAMES;
  return header.map((name, index) => (isForeign || isOfAnotherScript(name) ? fields[index] : null) ?? name);
}

/** Reads `article_title` as `title` unless another column has that name. */
function withoutKindOfRecord(header: readonly string[]): readonly string[] {
  const keys = header.map(fieldName);
  return header.map((name, index) => {
    const key = keys[index] ?? "";
    const short = key.replace(KIND_OF_RECORD, "");
    const isOther = KNOWN_NAMES.has(key) || OTHER_MEANINGS.has(key) || keys.includes(short);
    return !isOther && KNOWN_NAMES.has(short) ? short : name;
  });
}

/** The most frequent delimiter on the first line, outside quotes. */
function likelyDelimiter(table: string): string {
  const [header = ""] = table.replace(/"[^"]*"/g, "").split(/\r\n|\r|\n/, 1);
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.delimiter ?? ",";
}
