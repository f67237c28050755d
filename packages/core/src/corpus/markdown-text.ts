import type { Nodes, RootContent } from "mdast";

/** Line break tags inside a paragraph; every other tag is dropped. */
const BREAK_TAG = /^<br\s*\/?>$/i;

/**
 * Plain text of Markdown blocks: paragraphs, headings, quotes and code separated by a blank line, list items on lines
 * of their own, links as their text, images as their alternative text, HTML dropped.
 */
export function markdownText(blocks: readonly RootContent[]): string {
  return joinBlocks(blocks, "\n\n");
}

function joinBlocks(blocks: readonly Nodes[], separator: string): string {
  return blocks
    .map(blockText)
    .filter((text) => text !== "")
    .join(separator);
}

function blockText(node: Nodes): string {
  switch (node.type) {
    case "paragraph":
    case "heading":
      return inlineText(node).trim();
    case "code":
      return node.value;
    case "blockquote":
      return joinBlocks(node.children, "\n\n");
    case "list":
      return joinBlocks(node.children, node.spread ? "\n\n" : "\n");
    case "listItem":
      return joinBlocks(node.children, node.spread ? "\n\n" : "\n");
    default:
      return ""; // HTML, front matter, link definitions, thematic breaks
  }
}

/** Text of a paragraph's or heading's content, on one line except for hard breaks. */
export function inlineText(node: Nodes): string {
  if (node.type === "text" || node.type === "inlineCode") return node.value.replace(/\n/g, " ");
  if (node.type === "break") return "\n";
  if (node.type === "html") return BREAK_TAG.test(node.value) ? "\n" : "";
  if (node.type === "image" || node.type === "imageReference") return node.alt ?? "";
  return "children" in node ? node.children.map(inlineText).join("") : "";
}
