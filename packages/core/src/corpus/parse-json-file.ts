import { InvalidRecord } from "./invalid-record.ts";
import { elementOffsets, memberOffset } from "./json-offsets.ts";

/** One record of a JSON file. */
export interface JsonRecord {
  readonly value: unknown;
  /** Line on which it begins, from 1. */
  readonly line: number;
}

/** Names of the list in an object that holds articles. */
const LIST_KEYS = ["articles", "items"];
const UNEXPECTED_TOKEN = "Unexpected token";

/**
 * The records of a `.json` file: one, those of an array, or those of the array that an object has under `articles` or
 * `items`.
 *
 * @param value the text, parsed
 */
export function recordsIn(value: unknown, text: string): readonly JsonRecord[] {
  if (Array.isArray(value)) return withLines(value, elementOffsets(text, text.indexOf("[")), text);
  const key = typeof value === "object" && value !== null ? listKey(value) : undefined;
  if (key === undefined) return [{ value, line: lineAt(text, text.search(/\S/)) }];
  const list = (value as Readonly<Record<string, readonly unknown[]>>)[key] ?? [];
  return withLines(list, elementOffsets(text, memberOffset(text, key)), text);
}

function listKey(value: object): string | undefined {
  return LIST_KEYS.find((key) => Array.isArray((value as Readonly<Record<string, unknown>>)[key]));
}

function withLines(
  values: readonly unknown[],
  starts: readonly number[],
  text: string,
): readonly JsonRecord[] {
  let line = 1;
  let counted = 0;
  return values.map((value, i) => {
    const start = starts[i] ?? counted;
    for (let at = text.indexOf("\n", counted); at !== -1 && at < start; at = text.indexOf("\n", at + 1))
      line++;
    counted = start;
    return { value, line };
  });
}

/** `JSON.parse`. @throws InvalidRecord with the line at fault */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = messageOf(cause);
    const reason = message.replace(/ ?in JSON at position .*|, (?:\.\.\.)?".*/s, "");
    throw new InvalidRecord(`not valid JSON: ${reason}`, {
      line: lineAt(text, errorOffset(text, message)),
      cause,
    });
  }
}

/**
 * V8 tells the offset of some faults only. For an unexpected token it is found by halving: text that is cut before
 * the token fails in another way.
 */
function errorOffset(text: string, message: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  const end = text.trimEnd().length;
  if (position !== undefined) return Math.min(Number(position), end);
  if (!message.startsWith(UNEXPECTED_TOKEN)) return end;
  let before = 0;
  let after = text.length;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (parseMessage(text.slice(0, middle)).startsWith(UNEXPECTED_TOKEN)) after = middle;
    else before = middle;
  }
  return before;
}

function parseMessage(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, Math.max(0, offset)).split("\n").length;
}
