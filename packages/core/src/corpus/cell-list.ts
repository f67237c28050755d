import { fieldsOf } from "./json-values.ts";

/** UTF-16 units. A longer cell is not a list of names. */
const MAX_LIST_LENGTH = 20_000;
const LIST = /^\s*[[(][\s\S]*[\])]\s*$/;
/** Tokens of Python and JSON literals. */
const TOKEN =
  /\s*(?:([bru]?(?:'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"))|(None|nan|null|True|False|true|false|-?\d+(?:\.\d+)?)|([[\](){}:,]))/y;
const AS_JSON: ReadonlyMap<string, string> = new Map([
  ["None", "null"],
  ["nan", "null"],
  ["True", "true"],
  ["False", "false"],
  ["(", "["],
  [")", "]"],
]);

/**
 * The names in a cell that contains a list in Python or JSON syntax: `['a', "b"]`, `[{"name": "a"}]`.
 *
 * @returns `null` if it is not a list of names, so that the cell is plain text
 */
export function listOfCell(cell: string): readonly (string | { readonly name: string })[] | null {
  if (cell.length > MAX_LIST_LENGTH || !LIST.test(cell)) return null;
  const list = parseLiteral(cell);
  if (!Array.isArray(list)) return null;
  const names = list.filter((one) => one !== null && one !== "");
  return names.every(isName) ? names : null;
}

function isName(value: unknown): value is string | { readonly name: string } {
  return typeof value === "string" || typeof fieldsOf(value)?.["name"] === "string";
}

function parseLiteral(cell: string): unknown {
  const json = toJson(cell.trim());
  if (json === null) return null;
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Rewrites a Python literal as JSON, tuples as lists. Returns `null` if it is not one. */
function toJson(literal: string): string | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < literal.length) {
    const [, text, word, mark] = TOKEN.exec(literal) ?? [];
    const token = text === undefined ? (word ?? mark) : quoted(text);
    if (token === undefined) return null;
    addToken(tokens, AS_JSON.get(token) ?? token);
  }
  return tokens.join("");
}

/** Drops a trailing comma, and adds the commas that NumPy omits between strings. */
function addToken(tokens: string[], token: string): void {
  const last = tokens.at(-1) ?? "";
  if (last === "," && "]}".includes(token)) tokens.pop();
  if (last.startsWith('"') && token.startsWith('"')) tokens.push(",");
  tokens.push(token);
}

function quoted(text: string): string {
  const inside = text.replace(/^[bru]/, "").slice(1, -1);
  return JSON.stringify(inside.replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|([\s\S]))/gi, unescaped));
}

function unescaped(_: string, byte?: string, unit?: string, character = ""): string {
  const code = byte ?? unit;
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
  return /[ntr]/.test(character) ? " " : character;
}
