import type { Heading, RootContent, Yaml } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { frontmatterFromMarkdown } from "mdast-util-frontmatter";
import { frontmatter } from "micromark-extension-frontmatter";
import { parseDocument } from "yaml";
import type { Article } from "../types.ts";
import { type ArticleDraft, EMPTY_DRAFT, finishArticle } from "./finish-article.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { inlineText, markdownText } from "./markdown-text.ts";
import { normaliseLine } from "./normalise-text.ts";
import { parseRecordFields } from "./parse-json-record.ts";

/** An opening fence followed by a key, which without a closing fence would become a heading of the text. */
const UNCLOSED_FRONT_MATTER = /^---[ \t]*\r?\n[\w-]+:(?:\s|$)/;

/** UTF-16 units, two seconds of parsing; the parser's time grows with the square of the number of blocks. */
const MAX_MARKDOWN_LENGTH = 1_000_000;

interface MarkdownDraft {
  readonly draft: ArticleDraft;
  /** Text of the headings before the first paragraph, without the title: the dateline stands after them. */
  readonly headings: string;
}

/**
 * Reads a Markdown article: YAML front matter with the field names of JSON records, then the text. Without a title in
 * the front matter the first heading of level 1 is the title; its author marked it as such, so it is not "derived".
 * A heading of level 1 that is the title, or repeats the one of the front matter, leaves the text when nothing stands
 * before it. The dateline is looked for in the first paragraph, also below headings.
 *
 * @throws InvalidRecord when the front matter is not valid YAML, a field is wrong, there is no text, or the source is
 *   longer than 1,000,000 characters
 */
export function parseMarkdown(source: string): Article {
  try {
    const { draft, headings } = toDraft(source);
    return finishArticle(draft, headings);
  } catch (cause) {
    if (cause instanceof InvalidRecord) throw cause;
    // The parser and the tree walk recurse: a thousand quotes inside one another exhaust the stack.
    throw new InvalidRecord("Markdown cannot be parsed, perhaps because it is nested too deeply", { cause });
  }
}

function toDraft(source: string): MarkdownDraft {
  if (source.length > MAX_MARKDOWN_LENGTH) {
    const length = source.length.toLocaleString("en");
    throw new InvalidRecord(
      `Markdown has ${length} characters, more than 1,000,000; split it, or save it as plain text`,
    );
  }
  const { children } = fromMarkdown(source, {
    extensions: [frontmatter(["yaml"])],
    mdastExtensions: [frontmatterFromMarkdown(["yaml"])],
  });
  const [first] = children;
  if (first?.type === "yaml") return withText(parseFrontMatter(first), children.slice(1));
  if (UNCLOSED_FRONT_MATTER.test(source)) {
    throw new InvalidRecord("front matter is not closed; end it with a line of three hyphens (---)");
  }
  return withText(EMPTY_DRAFT, children);
}

function withText(draft: ArticleDraft, blocks: readonly RootContent[]): MarkdownDraft {
  const heading = blocks.find(isTitleHeading);
  const title = draft.title ?? (heading === undefined ? null : inlineText(heading));
  // Comments and link definitions are no text: a title below them still begins it.
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

function parseFrontMatter(node: Yaml): ArticleDraft {
  // Line 1 of the YAML is line 2 of the file: the opening fence comes first.
  const fenceLine = node.position?.start.line ?? 1;
  // "failsafe" leaves every scalar a text: the title 1984, the id 007 and the date 2025-12-10 stay as written.
  const document = parseDocument(node.value, { schema: "failsafe", prettyErrors: true, logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) {
    const [message = ""] = error.message.split(/ at line \d+/, 1);
    const line = fenceLine + (error.linePos?.[0].line ?? 1);
    throw new InvalidRecord(`front matter is not valid YAML: ${message}`, { line, cause: error });
  }
  try {
    const record: unknown = document.toJS({ maxAliasCount: 100 });
    return parseRecordFields(withoutNulls(record ?? {}));
  } catch (cause) {
    if (cause instanceof InvalidRecord) throw cause;
    throw new InvalidRecord("front matter cannot be read as fields", { line: fenceLine, cause });
  }
}

/** "failsafe" has no null: `title: ~` and `title: null` state nothing, as in every other schema of YAML. */
function withoutNulls(record: unknown): unknown {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return record;
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== "~" && value !== "null"));
}
