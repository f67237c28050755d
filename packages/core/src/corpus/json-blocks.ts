import { htmlText } from "./html/html-text.ts";

/** Fields that contain child blocks: Sanity, Contentful, ProseMirror, Editor.js, Arc XP. */
const CHILDREN: readonly string[] = ["children", "content", "items", "blocks", "data"];
/** Fields that contain a block's own text, best first. */
const TEXTS: readonly string[] = ["text", "content", "value", "html", "paragraph"];
/** Types of blocks that are not part of the article's text. */
const BESIDE_THE_TEXT =
  /image|picture|photo|video|audio|embed|gallery|link_?list|interstitial|related|promo|advert|\bad\b|newsletter|divider|reference|social|custom_embed|raw_html|^form$/i;
/** Types of inline nodes, which stay within a paragraph. */
const INLINE = /^(?:span|text|link|hyperlink|a|strong|em|mark|bold|italic)$/i;
const MARKUP = /<\/?[a-z][^<>]*>/i;
/** Nesting of objects. */
const MAX_DEPTH = 20;
/** Fields that contain a block's type. An object without one is not a block. */
const TYPE_NAMES: readonly string[] = ["_type", "type", "nodeType", "blockType", "kind"];

type Block = Readonly<Record<string, unknown>>;

/**
 * The text of an article that a content system stores as a tree of blocks.
 *
 * @returns `null` for any other value
 */
export function blocksText(value: unknown): string | null {
  const blocks = Array.isArray(value) ? value : (blockOf(value)?.["blocks"] ?? blockOf(value)?.["content"]);
  if (!Array.isArray(blocks) || !blocks.every((block) => typeof block === "string" || isBlock(block)))
    return null;
  const text = joined(blocks, "\n\n", 0);
  return text === "" ? null : text;
}

function blockOf(value: unknown): Block | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function isBlock(value: unknown): boolean {
  const block = blockOf(value);
  return block !== null && TYPE_NAMES.some((name) => typeof block[name] === "string");
}

function joined(blocks: readonly unknown[], separator: string, depth: number): string {
  return blocks
    .map((block) => blockText(block, depth))
    .filter((text) => text !== "")
    .join(separator);
}

function blockText(value: unknown, depth: number): string {
  if (typeof value === "string") return MARKUP.test(value) ? htmlText(value) : value;
  const block = blockOf(value);
  if (block === null || depth > MAX_DEPTH || BESIDE_THE_TEXT.test(typeOf(block))) return "";
  const own = TEXTS.map((name) => block[name]).find((text) => typeof text === "string" && text !== "");
  if (own !== undefined) return blockText(own, depth);
  const within = CHILDREN.map((name) => block[name]).find((one) => typeof one === "object" && one !== null);
  if (within === undefined) return "";
  if (!Array.isArray(within)) return blockText(within, depth + 1);
  const isInline = within.some((child) => INLINE.test(typeOf(blockOf(child) ?? {})));
  return joined(within, isInline ? "" : "\n", depth + 1);
}

function typeOf(block: Block): string {
  const stated = TYPE_NAMES.map((name) => block[name]).find((type) => typeof type === "string");
  return typeof stated === "string" ? stated : "";
}
