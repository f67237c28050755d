/** Names under which exports and interfaces wrap one value: MongoDB, WordPress, The New York Times. */
const WRAPPERS: readonly string[] = ["$date", "$oid", "$numberLong", "rendered", "main", "original"];
/** What a text of HTML begins with. */
const BLOCK =
  /^\s*<(?:p|div|article|section|main|header|h[1-6]|ul|ol|table|blockquote|figure|html|body|!doctype)\b[^<>]*>/i;

/** The value within `{"$date": …}`, `{"rendered": …}` and the like; any other as it is. */
export function unwrapValue(value: unknown): unknown {
  const name = wrapperOf(value);
  if (name === undefined) return value;
  const within = unwrapValue((value as Readonly<Record<string, unknown>>)[name]);
  return name === "$numberLong" && typeof within === "string" ? Number(within) : within;
}

/** True for a text that is written in HTML: its wrapper says so, or it begins with an element of a page. */
export function isHtmlValue(value: unknown): boolean {
  return wrapperOf(value) === "rendered" || (typeof value === "string" && BLOCK.test(value));
}

function wrapperOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return WRAPPERS.find((name) => name in value);
}
