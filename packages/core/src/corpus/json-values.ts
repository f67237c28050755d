import { ARTICLE_FIELDS } from "../article-fields.ts";
import { blocksText } from "./json-blocks.ts";
import { fieldName } from "./usage-fields.ts";

/** Keys under which exports and APIs wrap a single value: MongoDB, WordPress, The New York Times, Drupal. */
const WRAPPERS: readonly string[] = [
  "$date",
  "$oid",
  "$numberLong",
  "iso",
  "iso8601",
  "rendered",
  "processed",
  "main",
  "original",
  "basic",
  "value",
];
const HTML_WRAPPERS: readonly string[] = ["rendered", "processed"];
/** The beginning of an HTML text. */
const BLOCK =
  /^\s*<(?:p|div|article|section|main|header|h[1-6]|ul|ol|table|blockquote|figure|html|body|!doctype)\b[^<>]*>/i;

const TEXT_NAMES: ReadonlySet<string> = new Set(ARTICLE_FIELDS.text.aliases);

/** The fields of a JSON object; `null` for anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
}

export function isBlank(value: unknown): boolean {
  if (typeof value === "string") return value.trim() === "";
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

/** True for a field that contains an article's text. */
export function isTextField(name: string): boolean {
  return TEXT_NAMES.has(fieldName(name));
}

/** True for a record that contains an article's text. */
export function hasText(fields: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(fields).some(([name, value]) => {
    if (!isTextField(name) || isBlank(value)) return false;
    const text = unwrapValue(value);
    if (Array.isArray(text) && text.every((one) => typeof one === "string")) return true;
    return typeof text === "string" || blocksText(value) !== null;
  });
}

/** True for a number, or a list of numbers, with which one record refers to others. */
export function isReference(value: unknown): boolean {
  return typeof value === "number" || (Array.isArray(value) && value.every(isReference));
}

/** Unwraps `{"$date": …}`, `{"rendered": …}` and similar values; returns others unchanged. */
export function unwrapValue(value: unknown): unknown {
  const name = wrapperOf(value);
  if (name === undefined) return value;
  const within = unwrapValue((value as Readonly<Record<string, unknown>>)[name]);
  return name === "$numberLong" && typeof within === "string" ? Number(within) : within;
}

/** True if the value is HTML, by its wrapper or an opening block element. */
export function isHtmlValue(value: unknown): boolean {
  return HTML_WRAPPERS.includes(wrapperOf(value) ?? "") || (typeof value === "string" && BLOCK.test(value));
}

function wrapperOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return WRAPPERS.find((name) => name in value);
}

const IMAGE_ADDRESSES: readonly string[] = "url src href contentUrl source_url image file link path".split(
  " ",
);
const IMAGE_TEXTS: readonly string[] =
  "alt alt_text altText alttext caption description description_text title headline".split(" ");

/**
 * The image in a JSON value: an address, an object with one, or the first in a list; `null` for anything
 * else.
 */
export function imageOfValue(value: unknown): { readonly url: string; readonly alt: string | null } | null {
  if (typeof value === "string") return value.trim() === "" ? null : { url: value, alt: null };
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) return firstOf(value, imageOfValue);
  const fields = new Map<string, unknown>(Object.entries(value));
  const textIn = (names: readonly string[]) =>
    firstOf(names, (name) => {
      const field = unwrapValue(fields.get(name));
      return typeof field === "string" && field.trim() !== "" ? field : null;
    });
  const url = textIn(IMAGE_ADDRESSES);
  return url === null ? null : { url, alt: textIn(IMAGE_TEXTS) };
}

function firstOf<T, R>(values: readonly T[], read: (value: T) => R | null): R | null {
  for (const value of values) {
    const found = read(value);
    if (found !== null) return found;
  }
  return null;
}
