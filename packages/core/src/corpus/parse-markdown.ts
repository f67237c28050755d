import type { Heading, Nodes, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { frontmatterFromMarkdown } from "mdast-util-frontmatter";
import { frontmatter } from "micromark-extension-frontmatter";
import type { Article } from "../types.ts";
import { type ArticleDraft, EMPTY_DRAFT, finishArticle, type RecordContext } from "./finish-article.ts";
import {
  FRONT_MATTERS,
  isFrontMatter,
  readFrontMatter,
  refuseLongFrontMatter,
  splitFrontMatter,
} from "./front-matter.ts";
import { htmlText } from "./html/html-text.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { isCostlyInline, refuseCostlyBlocks } from "./markdown-cost.ts";
import { normaliseLine } from "./normalise-text.ts";
import { parseUnfencedHeader } from "./parse-plain-text.ts";
import { refuseWithheld, WithheldRecord } from "./withholding.ts";

/** Line break tags in a paragraph. All other tags are dropped. */
const BREAK_TAG = /^<br\s*\/?>$/i;

/** An opening fence followed by a key. Without a closing fence it would become a heading of the text. */
const UNCLOSED_FRONT_MATTER = /^(?:---[ \t]*\r?\n[\w-]+:(?:\s|$)|\+\+\+[ \t]*\r?\n[\w-]+\s*=)/;

/** UTF-16 units, two seconds of parsing. The parser is quadratic in the number of blocks. */
const MAX_MARKDOWN_LENGTH = 1_000_000;

/** Keeps the markup of emphasis and links as text, if parsing it would take minutes. */
const WITHOUT_INLINE = {
  disable: {
    null: "attention autolink characterEscape characterReference codeText definition hardBreakEscape htmlText labelEnd labelStartImage labelStartLink".split(
      " ",
    ),
  },
};

interface MarkdownDraft {
  readonly draft: ArticleDraft;
  /** Text of the headings before the first paragraph, without the title. The dateline follows them. */
  readonly headings: string;
}

/** Drafts folder of Jekyll and Hexo. */
const DRAFTS_FOLDER = /(?:^|\/)_drafts\//;
/** `_posts/2025-12-10-ferry.md` in Jekyll and others. */
const DATE_OF_NAME = /(?:^|\/)(\d{4}-\d{2}-\d{2})-[^/]+$/;

/**
 * Reads a Markdown article: YAML, TOML or JSON front matter with the field names of JSON records, then the
 * text. Without a title in the front matter, the first level-1 heading is the title, which does not count as
 * "derived". A level-1 heading that is or repeats the title is removed from the text if nothing precedes it.
 * The dateline is expected in the first paragraph, which may follow headings.
 *
 * @param name of the file, for the conventions of site generators
 * @throws WithheldRecord when its front matter says that it may not be shown
 * @throws InvalidRecord when the front matter is invalid, a field is wrong, there is no text, or the source
 *   is longer than 1,000,000 characters
 */
export function parseMarkdown(source: string, context: RecordContext, name = ""): Article {
  try {
    const { draft, headings } = toDraft(source, context);
    const stated = withNamedDate(draft, name, context);
    return finishArticle(stated, { ...context, heading: headings });
  } catch (cause) {
    if (cause instanceof InvalidRecord || cause instanceof WithheldRecord) throw cause;
    // The parser and the tree walk recurse, so a thousand nested quotes exhaust the stack.
    throw new InvalidRecord("Markdown cannot be parsed, perhaps because it is nested too deeply", { cause });
  }
}

/**
 * Reads an HTML article with YAML front matter, as in Jekyll and Hugo.
 *
 * @returns `null` without front matter
 * @throws WithheldRecord, InvalidRecord as `parseMarkdown`
 */
export function htmlWithFrontMatter(
  source: string,
  name: string,
): ((context: RecordContext) => Article) | null {
  const parts = splitFrontMatter(source);
  if (parts === null) return null;
  return (context) => {
    const draft = withNamedDate(readFrontMatter(parts.node, context), name, context);
    return finishArticle({ ...draft, text: htmlText(parts.text) }, context);
  };
}

/** @throws WithheldRecord for a draft in a drafts folder, or a post with a future date */
function withNamedDate(draft: ArticleDraft, name: string, context: RecordContext): ArticleDraft {
  if (DRAFTS_FOLDER.test(name))
    refuseWithheld({ id: draft.id, drafts: [{ name: "folder", value: "_drafts" }] }, context);
  const date = DATE_OF_NAME.exec(name)?.[1] ?? null;
  if (date === null || draft.publishedAt !== null) return draft;
  refuseWithheld({ id: draft.id, schedules: [{ name: "file name", value: date }] }, context);
  return { ...draft, publishedAt: date };
}

function toDraft(source: string, context: RecordContext): MarkdownDraft {
  if (source.length > MAX_MARKDOWN_LENGTH) {
    const length = source.length.toLocaleString("en");
    throw new InvalidRecord(
      `Markdown has ${length} characters, more than 1,000,000; split it, or save it as plain text`,
    );
  }
  refuseLongFrontMatter(source);
  refuseCostlyBlocks(source);
  const header = parseUnfencedHeader(source, context);
  const children = blocksOf(header?.body ?? source);
  if (header !== null) return withText({ ...EMPTY_DRAFT, ...header.draft }, children);
  const [first] = children;
  if (first !== undefined && isFrontMatter(first)) {
    return withText(readFrontMatter(first, context), children.slice(1));
  }
  if (UNCLOSED_FRONT_MATTER.test(source)) {
    throw new InvalidRecord("front matter is not closed; end it with the line that it begins with");
  }
  return withText(EMPTY_DRAFT, children);
}

function blocksOf(source: string): readonly RootContent[] {
  return fromMarkdown(source, {
    extensions: [frontmatter(FRONT_MATTERS), ...(isCostlyInline(source) ? [WITHOUT_INLINE] : [])],
    mdastExtensions: [frontmatterFromMarkdown(FRONT_MATTERS)],
  }).children;
}

function withText(draft: ArticleDraft, blocks: readonly RootContent[]): MarkdownDraft {
  const heading = blocks.find(isTitleHeading);
  const title = draft.title ?? (heading === undefined ? null : inlineText(heading));
  // Ignore comments and link definitions, so that a title below them still comes first.
  const shown = blocks.filter((block) => markdownText([block]) !== "");
  const [first] = shown;
  const repeatsTitle =
    first !== undefined && title !== null && isTitleHeading(first) && sameLine(inlineText(first), title);
  const body = repeatsTitle ? shown.slice(1) : shown;
  const paragraph = body.findIndex(({ type }) => type !== "heading");
  const headingCount = paragraph === -1 ? body.length : paragraph;
  return {
    draft: { ...draft, title, text: markdownText(body.slice(headingCount)) },
    headings: markdownText(body.slice(0, headingCount)),
  };
}

function isTitleHeading(block: RootContent): block is Heading {
  return block.type === "heading" && block.depth === 1;
}

function sameLine(a: string, b: string): boolean {
  return normaliseLine(a).toLowerCase() === normaliseLine(b).toLowerCase();
}

/**
 * Converts Markdown blocks to plain text: paragraphs, headings, quotes and code separated by a blank line,
 * list items on lines of their own, links as their text, images as their alternative text, without HTML.
 */
function markdownText(blocks: readonly RootContent[]): string {
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

/** Text of a paragraph or heading, on one line except for hard breaks. */
function inlineText(node: Nodes): string {
  if (node.type === "text" || node.type === "inlineCode") return node.value.replace(/\n/g, " ");
  if (node.type === "break") return "\n";
  if (node.type === "html") return BREAK_TAG.test(node.value) ? "\n" : "";
  if (node.type === "image" || node.type === "imageReference") return node.alt ?? "";
  return "children" in node ? node.children.map(inlineText).join("") : "";
}
