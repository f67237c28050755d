import type { Literal, RootContent } from "mdast";
import type { Options } from "mdast-util-frontmatter";
import { parse as parseToml, TomlDate, TomlError } from "smol-toml";
import { parseDocument } from "yaml";
import type { ArticleDraft, RecordContext } from "./finish-article.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { tooDeepAt } from "./nesting.ts";
import { parseJson } from "./parse-json-file.ts";
import { fieldsPassedOver, readShown } from "./parse-json-record.ts";

/**
 * YAML between `---` and `---` or `...`, TOML between `+++`, and Hugo's JSON, an object with its braces on
 * lines of their own.
 */
export const FRONT_MATTERS: Options = [
  "yaml",
  "toml",
  { type: "json", fence: { open: "{", close: "}" } },
  // The YAML document end marker, which Pandoc and Jekyll accept.
  { type: "yaml", fence: { open: "---", close: "..." } },
];

/** UTF-16 units. The YAML parser is quadratic in the number of keys. */
const MAX_FRONT_MATTER_LENGTH = 32_000;

/** The parsers recurse. People write two or three levels. */
const MAX_NESTING = 100;
/** Lists within lists on one line of YAML. */
const NESTED_ITEMS = /(?:[-?][ \t]+){50}/;
/** Opening and closing fences of front matter. */
const FENCES: readonly (readonly [opening: RegExp, closing: string])[] = [
  [/^---[ \t]*\r?\n/, "\n---"],
  [/^\+\+\+[ \t]*\r?\n/, "\n+++"],
  [/^\{[ \t]*\r?\n/, "\n}"],
];

/**
 * Refuses overlong front matter before parsing its lines, which takes longer than finding its end.
 *
 * @throws InvalidRecord
 */
export function refuseLongFrontMatter(source: string): void {
  const closing = FENCES.find(([opening]) => opening.test(source))?.[1];
  const end = closing === undefined ? -1 : source.indexOf(closing);
  if (end > 2 * MAX_FRONT_MATTER_LENGTH) throw tooLong(end, 1);
}

function tooLong(length: number, line: number): InvalidRecord {
  const characters = length.toLocaleString("en");
  return new InvalidRecord(`front matter has ${characters} characters, more than 32,000`, { line });
}

/** Front matter before anything but Markdown, such as the HTML of Jekyll's and Hugo's pages. */
const BEFORE_OTHER_TEXT =
  /^\uFEFF?---[ \t]*\r?\n(?<yaml>(?:[^\n]*\n){0,1000}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;

/** @returns `null` for a text without YAML front matter */
export function splitFrontMatter(
  source: string,
): { readonly node: FrontMatter; readonly text: string } | null {
  const match = BEFORE_OTHER_TEXT.exec(source.slice(0, 2 * MAX_FRONT_MATTER_LENGTH));
  const value = match?.groups?.["yaml"];
  if (match === null || value === undefined) return null;
  return { node: { type: "yaml", value }, text: source.slice(match[0].length) };
}

interface FrontMatter extends Literal {
  readonly type: "yaml" | "toml" | "json";
}

export function isFrontMatter(node: RootContent | FrontMatter): node is FrontMatter {
  return node.type === "yaml" || node.type === "toml" || node.type === "json";
}

/**
 * Reads an article's fields from front matter.
 *
 * @throws InvalidRecord when it is invalid or a field is wrong
 * @throws WithheldRecord when the fields say that the article may not be shown
 */
export function readFrontMatter(node: FrontMatter, context: RecordContext): ArticleDraft {
  // Line 1 of the front matter is line 2 of the file, after the opening fence.
  const fenceLine = node.position?.start.line ?? 1;
  if (node.value.length > MAX_FRONT_MATTER_LENGTH) throw tooLong(node.value.length, fenceLine);
  if (tooDeepAt(node.value, MAX_NESTING, false) !== -1 || NESTED_ITEMS.test(node.value))
    throw new InvalidRecord("front matter nests too deeply", { line: fenceLine });
  const fields = parseFields(node, fenceLine);
  const draft = readShown(fields, context, { isFrontMatter: true });
  context.passOver(fieldsPassedOver(fields));
  return { ...draft, url: addressOf(draft.url, context) };
}

/** Drops a site generator's output path for the page: `/ferry/`, `pretty`. */
function addressOf(url: string | null, { note }: RecordContext): string | null {
  if (url === null || /^(?:[a-z][a-z0-9+.-]*:|\/\/|www\.)/i.test(url)) return url;
  note(`url: ${JSON.stringify(url.slice(0, 60))} is not a web address; the article is kept without it`);
  return null;
}

function parseFields({ type, value }: FrontMatter, fenceLine: number): unknown {
  if (type === "yaml") return parseYaml(value, fenceLine);
  if (type === "toml") return parseTomlFields(value, fenceLine);
  try {
    return parseJson(`{\n${value}\n}`);
  } catch (cause) {
    if (!(cause instanceof InvalidRecord)) throw cause;
    const line = fenceLine + cause.line - 1;
    throw new InvalidRecord(`front matter is ${cause.reason}`, { line, cause });
  }
}

function parseYaml(value: string, fenceLine: number): unknown {
  // "failsafe" keeps every scalar as written: the title 1984, the id 007, the date 2025-12-10.
  const document = parseDocument(value, { schema: "failsafe", prettyErrors: true, logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) {
    const [message = ""] = error.message.split(/ at line \d+/, 1);
    const line = fenceLine + (error.linePos?.[0].line ?? 1);
    throw new InvalidRecord(`front matter is not valid YAML: ${message}`, { line, cause: error });
  }
  try {
    return withoutNulls(document.toJS({ maxAliasCount: 100 }) ?? {});
  } catch (cause) {
    throw new InvalidRecord("front matter cannot be read as fields", { line: fenceLine, cause });
  }
}

/** "failsafe" has no null. Treat `title: ~` and `title: null` as missing, as in every other YAML schema. */
function withoutNulls(record: unknown): unknown {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return record;
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== "~" && value !== "null"));
}

function parseTomlFields(value: string, fenceLine: number): unknown {
  try {
    return withPlainDates(parseToml(value));
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const [message = ""] = cause.message.replace(/^Invalid TOML document: /, "").split("\n", 1);
    throw new InvalidRecord(`front matter is not valid TOML: ${message}`, {
      line: fenceLine + cause.line,
      cause,
    });
  }
}

/** Converts TOML's date type to text, from which dates are parsed. */
function withPlainDates(value: unknown): unknown {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(withPlainDates);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, withPlainDates(field)]));
}
