interface Token {
  /** First character of the token: a bracket, comma, colon or quote, or the start of a number or name. */
  readonly character: string;
  readonly start: number;
  readonly end: number;
}

const DEPTH_CHANGE: Readonly<Record<string, number>> = { "[": 1, "{": 1, "]": -1, "}": -1 };
const SCALAR_END = /[\s,\]}]|$/g;

/**
 * Offset of every element of an array, which `JSON.parse` does not report.
 *
 * @param text valid JSON
 * @param open offset of the array's opening bracket
 */
export function elementOffsets(text: string, open: number): readonly number[] {
  const offsets: number[] = [];
  let depth = 0;
  let previous = "";
  for (const { character, start } of tokens(text, open)) {
    const followsSeparator = previous === "," || previous === "[";
    if (depth === 1 && followsSeparator && character !== "]") offsets.push(start);
    depth += DEPTH_CHANGE[character] ?? 0;
    if (depth === 0) break;
    previous = character;
  }
  return offsets;
}

/**
 * Offset of a member's value in the outermost object. A repeated key has its last value, as in `JSON.parse`.
 *
 * @param text valid JSON, an object with this key
 */
export function memberOffset(text: string, key: string): number {
  let depth = 0;
  let offset = 0;
  let name = "";
  let previous = "";
  for (const { character, start, end } of tokens(text, 0)) {
    if (depth === 1 && previous === ":" && name === key) offset = start;
    if (depth === 1 && character === '"' && previous !== ":") name = JSON.parse(text.slice(start, end));
    depth += DEPTH_CHANGE[character] ?? 0;
    previous = character;
  }
  return offset;
}

function* tokens(text: string, from: number): Generator<Token> {
  for (let start = from; start < text.length; start++) {
    const character = text.charAt(start);
    if (character <= " ") continue;
    const end = tokenEnd(text, start, character);
    yield { character, start, end };
    start = end - 1;
  }
}

function tokenEnd(text: string, start: number, character: string): number {
  if (character === '"') return stringEnd(text, start);
  if (",:[]{}".includes(character)) return start + 1;
  SCALAR_END.lastIndex = start;
  return SCALAR_END.exec(text)?.index ?? text.length;
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === "\\") at++;
    else if (text.charAt(at) === '"') return at + 1;
  }
  return text.length;
}
