import { InvalidRecord } from "./invalid-record.ts";
import { elementOffsets, memberOffset } from "./json-offsets.ts";
import { lineAt } from "./line-at.ts";
import { tooDeepAt } from "./nesting.ts";

/** One record of a JSON file. */
export interface JsonRecord {
  readonly value: unknown;
  /** Line on which it begins, from 1. */
  readonly line: number;
}

/** Names of an object's list of articles. */
const LIST_KEYS = ["articles", "items"];
/** The same in API responses, unless the object is itself an article. */
const ANSWER_KEYS = (
  "results docs documents data posts entries stories news newsItems records hits value contents list nodes edges " +
  "_items rows children result"
).split(" ");
/** Objects that may contain such a list: Solr, The Guardian, Elasticsearch, AP, GraphQL. */
const ANSWERS = ["response", "data", "hits", "feed", "result", "payload", ...LIST_KEYS, ...ANSWER_KEYS];
/** Maximum nesting, as in `{"response": {"data": {"posts": {"nodes": […]}}}}`. */
const MAX_ANSWERS = 4;
const OF_AN_ARTICLE = ["body", "text", "content", "headline"];
const UNEXPECTED_TOKEN = "Unexpected token";

/**
 * The records of a `.json` file: a single one, those of an array, or those of an array in an object, under
 * `articles` or `items` or as in API responses such as `{"response": {"results": [...]}}`.
 *
 * @param value the parsed text
 */
export function recordsIn(value: unknown, text: string): readonly JsonRecord[] {
  if (Array.isArray(value)) return withLines(value, elementOffsets(text, text.indexOf("[")), text);
  if (!isObject(value)) return [{ value, line: lineAt(text, text.search(/\S/)) }];
  const key = listKey(value);
  if (key !== undefined)
    return withLines(listOf(value, key), elementOffsets(text, memberOffset(text, key)), text);
  const list = listWithin(value, MAX_ANSWERS);
  const found = list ?? articlesById(value);
  if (found === null) return [{ value, line: lineAt(text, text.search(/\S/)) }];
  return found.map((one) => ({ value: one, line: 1 }));
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The list of articles in an API response. */
function listWithin(value: JsonObject, answers: number): readonly unknown[] | null {
  if (isArticle(value) || answers === 0) return null;
  const key = listKey(value);
  if (key !== undefined) return listOf(value, key);
  for (const name of ANSWERS) {
    const answer = value[name];
    const list = isObject(answer) ? listWithin(answer, answers - 1) : null;
    if (list !== null) return list;
  }
  return null;
}

/** The articles of `{ "a1": { … }, "a2": { … } }`. Their keys become their ids unless they have others. */
function articlesById(value: JsonObject): readonly unknown[] | null {
  const entries = Object.entries(value);
  const isById = entries.length > 1 && entries.every(([, one]) => isObject(one) && isArticle(one));
  return isById ? entries.map(([id, one]) => ({ id, ...(isObject(one) && one) })) : null;
}

function listKey(value: JsonObject): string | undefined {
  const key = LIST_KEYS.find((name) => Array.isArray(value[name]));
  if (key !== undefined || isArticle(value)) return key;
  return ANSWER_KEYS.find((name) => {
    const list = value[name];
    return Array.isArray(list) && list.length > 0 && list.every(isObject);
  });
}

function isArticle(value: JsonObject): boolean {
  return OF_AN_ARTICLE.some((name) => typeof value[name] === "string");
}

/** Elasticsearch puts a document's fields into `_source`. */
function listOf(value: JsonObject, key: string): readonly unknown[] {
  const list = value[key];
  if (!Array.isArray(list)) return [];
  return list.map((one: unknown) =>
    isObject(one) && isObject(one["_source"]) ? withSource(one, one["_source"]) : one,
  );
}

function withSource({ _id }: JsonObject, fields: JsonObject): JsonObject {
  return _id === undefined ? fields : { _id, ...fields };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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

/** Maximum nesting of objects and lists, since the code that reads values recurses. */
const MAX_DEPTH = 500;

/**
 * `JSON.parse`.
 *
 * @throws InvalidRecord with the line of the error, or where it nests deeper than 500 levels
 */
export function parseJson(text: string): unknown {
  refuseDeepJson(text);
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

function refuseDeepJson(text: string): void {
  const at = tooDeepAt(text, MAX_DEPTH);
  if (at === -1) return;
  throw new InvalidRecord(`JSON nests deeper than ${MAX_DEPTH} levels`, { line: lineAt(text, at) });
}

/**
 * V8 reports the offset of only some errors. Finds an unexpected token by bisection, since text that is cut
 * before the token fails differently.
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
