/** Variables by name. */
export type Variables = Readonly<Record<string, string>>;

/** White space other than line feeds, as defined by Go's godotenv. */
const BLANK = "[\\t\\v\\f\\r \\u0085\\u00a0]";
const BLANKS_AT_START = new RegExp(`^${BLANK}+`);
const BLANKS_AROUND = new RegExp(`^${BLANK}+|${BLANK}+$`, "g");
const EXPORT = new RegExp(`^export${BLANK}+`);
const COMMENT_OR_SPACE = /^(?:\s+|#[^\n]*)/;
const NAME_END = /[=:]/;
const NOT_IN_NAMES = new RegExp(`(?!${BLANK})[^\\p{L}\\p{N}_.]`, "u");
const LAST_COMMENT = new RegExp(`^(.*${BLANK})#.*$`);
const VARIABLE = /(\\)?(\$)(\()?\{?([A-Z0-9_]+)?\}?/g;

/**
 * Parses a `.env` file like SST, which uses godotenv 1.5.1 (https://github.com/joho/godotenv). Other parsers
 * differ in quotes, comments, `$NAME` and invalid lines.
 *
 * @throws Error for an invalid line, for which SST silently ignores the whole file
 */
export function parseEnvFile(text: string): Variables {
  const variables: Record<string, string> = {};
  let rest = skipToStatement(text.replaceAll("\r\n", "\n"));
  while (rest !== "") {
    const { name, after } = readName(rest);
    const { value, left } = readValue(after, variables);
    variables[name] = value;
    rest = skipToStatement(left);
  }
  return variables;
}

/**
 * Merges SST's three sources: `.env.STAGE` beats the environment of the process, which beats `.env`. An empty
 * variable counts as set.
 */
export function mergeSettings(sources: {
  readonly env: Variables;
  readonly process: Readonly<Record<string, string | undefined>>;
  readonly stage: Variables;
}): Readonly<Record<string, string | undefined>> {
  return { ...sources.env, ...sources.process, ...sources.stage };
}

function skipToStatement(text: string): string {
  let rest = text;
  for (let found = COMMENT_OR_SPACE.exec(rest); found !== null; found = COMMENT_OR_SPACE.exec(rest)) {
    rest = rest.slice(found[0].length);
  }
  return rest;
}

function readName(text: string): { readonly name: string; readonly after: string } {
  const statement = text.replace(EXPORT, "");
  const end = statement.search(NAME_END);
  // godotenv treats bytes as characters.
  const bytes = Buffer.from(end < 0 ? statement : statement.slice(0, end)).toString("latin1");
  if (statement === "" || NOT_IN_NAMES.test(bytes)) {
    const [line = ""] = text.split("\n");
    throw new Error(`the line "${line.slice(0, 60)}" is not NAME=value`);
  }
  // Without a separator, the whole text is the value of a variable without a name.
  const name = end < 0 ? "" : statement.slice(0, end).trimEnd();
  return { name, after: statement.slice(end + 1).replace(BLANKS_AT_START, "") };
}

interface Value {
  readonly value: string;
  /** The text after the value. */
  readonly left: string;
}

function readValue(text: string, variables: Variables): Value {
  const quote = text[0];
  if (quote === '"' || quote === "'") return readQuoted(text, quote, variables);
  const [line = ""] = /^[^\n\r]*/.exec(text) ?? [];
  const bare = line.replace(LAST_COMMENT, "$1").replace(BLANKS_AROUND, "");
  return { value: expandVariables(bare, variables), left: text.slice(line.length) };
}

function readQuoted(text: string, quote: string, variables: Variables): Value {
  const found = new RegExp(`^.[^]*?(?<!\\\\)${quote}`).exec(text);
  if (found === null) {
    const [line = ""] = text.split("\n");
    throw new Error(`the value ${line.slice(0, 60)} has no closing quote`);
  }
  const [quoted] = found;
  const inner = quoted.slice(0, -1).replace(new RegExp(`^${quote}+|${quote}+$`, "g"), "");
  const value = quote === '"' ? expandVariables(withoutEscapes(inner), variables) : inner;
  return { value, left: text.slice(quoted.length) };
}

function withoutEscapes(text: string): string {
  const controls: Variables = { "\\n": "\n", "\\r": "\r" };
  return text.replace(/\\./g, (pair) => controls[pair] ?? pair).replace(/\\([^$])/g, "$1");
}

/** Knows only variables from earlier lines of the same file. All others are empty. */
function expandVariables(text: string, variables: Variables): string {
  return text.replace(
    VARIABLE,
    (whole, backslash: string | undefined, _dollar, _open, name: string | undefined) => {
      if (backslash !== undefined) return whole.slice(1);
      return name === undefined ? whole : (variables[name] ?? "");
    },
  );
}
