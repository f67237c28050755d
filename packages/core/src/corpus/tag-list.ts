import { normaliseLine } from "./normalise-text.ts";

/** UTF-16 units. Anything longer is a sentence in the wrong field. */
const MAX_TAG_LENGTH = 200;
/** More are a list for search engines that says nothing about the article. */
const MAX_TAGS = 100;
/**
 * Properties that contain the tag's name in lists of objects: WordPress, Ghost, The Guardian, schema.org,
 * ninjs.
 */
const NAMES: readonly string[] = ["name", "title", "label", "webTitle", "term", "value"];

/**
 * Tags in a value: a list, or a text separated by commas or semicolons, of texts or of objects with a name.
 * Ignores anything without a name, so that the article is not lost.
 */
export function statedTags(value: unknown): readonly string[] {
  if (typeof value === "string") return value.split(/[,;،；、]/);
  if (Array.isArray(value)) return value.flatMap((one) => (typeof one === "string" ? one : statedTags(one)));
  if (typeof value !== "object" || value === null) return [];
  // In The New York Times and schema.org's `PropertyValue`, `name` is the kind of the value.
  const names = "name" in value && "value" in value ? ["value", ...NAMES] : NAMES;
  const name = names
    .map((key) => (value as Readonly<Record<string, unknown>>)[key])
    .find((text) => typeof text === "string");
  return typeof name === "string" ? [name] : [];
}

/** Removes duplicates, ignoring case, and keeps the first spelling. */
export function tidyTags(stated: readonly string[]): readonly string[] {
  const tags = new Map<string, string>();
  for (const text of stated) {
    const tag = normaliseLine(text).replace(/^#(?=\S)/, "");
    const key = tag.toLowerCase();
    if (tag !== "" && tag.length <= MAX_TAG_LENGTH && !tags.has(key)) tags.set(key, tag);
  }
  return [...tags.values()].slice(0, MAX_TAGS);
}
