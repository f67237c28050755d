import type { Hit, SearchResult, Story, StoryTimeline, TimeFrame } from "@dateline-search/core/types";
import { createColors } from "picocolors";
import wrapAnsi from "wrap-ansi";
import type { Output } from "../cli-context.ts";
import { hasColors } from "../environment.ts";
import { countOf, formatCount } from "./format-number.ts";

type Colors = ReturnType<typeof createColors>;

const MAX_WIDTH = 100;
const MIN_WIDTH = 20;
const INDENT = "    ";
const ELLIPSIS = " …";
/** Limit for other sources of a story. */
const MAX_SOURCES = 5;

const BY_WORDS =
  "Searched by words only, because the model of the index does not support the language of the question.";

export interface PrintResultOptions {
  /** Prints whole passages with addresses and scores, instead of three lines per hit. */
  readonly full: boolean;
}

/** Prints a ranked answer for people. Colours, wraps and shortens only on a terminal. */
export function printResult(output: Output, result: SearchResult, { full }: PrintResultOptions): void {
  if (result.hits.length === 0) {
    printNothing(output, describeNothing(result), result.nearest);
  } else {
    printHits(output, result.hits, { full });
    printNote(output, describeAnswer(result));
  }
  if (result.understood === "words") printNote(output, BY_WORDS);
}

function describeAnswer(result: SearchResult): string {
  const scan = result.exact ? "exact" : "approximate";
  const time = result.timeFrame === null ? "" : describeTime(result.timeFrame);
  const reranked = result.reranked === null ? "" : `, reranked by ${result.reranked.model}`;
  const sure = describeConfidence(result);
  const of = describeRest(result);
  const generation = `generation ${result.generation.slice(0, 12)}`;
  return isBrowsed(result)
    ? `${countOf(result.hits.length, "article")}${of} by date, ${generation}${time}`
    : `${countOf(result.hits.length, "passage")}${of}${sure} in ${result.tookMs} ms, ${scan} search${reranked}, ${generation}${time}`;
}

/** Articles similar to a text or an article. */
type Similar = Pick<
  SearchResult,
  "hits" | "nearest" | "confidence" | "total" | "tookMs" | "exact" | "generation"
>;

/** Prints the articles similar to a text or an article. */
export function printSimilar(output: Output, result: Similar, { full }: PrintResultOptions): void {
  if (result.hits.length === 0) {
    const isNear = result.nearest.length > 0;
    const message = isNear ? "No article is similar. The nearest are:" : "No article matches the filters.";
    printNothing(output, message, result.nearest);
    return;
  }
  printHits(output, result.hits, { full });
  const scan = result.exact ? "exact" : "approximate";
  const count = `${countOf(result.hits.length, "article")}${describeRest(result)}${describeConfidence(result)}`;
  const generation = `generation ${result.generation.slice(0, 12)}`;
  printNote(output, `${count} in ${result.tookMs} ms, ${scan} search, ${generation}`);
}

/** Prints a story from its first report to its latest. */
export function printTimeline(output: Output, { story, redirectedFrom, reports }: StoryTimeline): void {
  const colors = createColors(hasColors(output));
  const width = widthOf(output);
  for (const { id, title, source, publishedAt, excerpt } of reports) {
    const about = [publishedAt ?? "no date", source, id === story.lead.id ? "lead" : null];
    output.write(`${colors.cyan(about.filter((value) => value !== null).join(" · "))}\n`);
    output.write(`${indented(colors.bold(title), width)}\n${indented(excerpt, width)}\n`);
  }
  const times = [...new Set([story.firstSeenAt, story.latestAt])]
    .filter((time) => time !== null)
    .join(" to ");
  const shown = reports.length < story.size ? `${reports.length} of ` : "";
  printNote(
    output,
    `${shown}${countOf(story.size, "report")}${times === "" ? "" : `, ${times}`}, story ${story.id}`,
  );
  if (redirectedFrom !== null)
    printNote(
      output,
      `Story ${redirectedFrom} is now part of this one, because a later report connects them.`,
    );
}

function widthOf(output: Output): number {
  return output.isTTY ? Math.min(output.columns || MAX_WIDTH, MAX_WIDTH) : Number.POSITIVE_INFINITY;
}

function printHits(output: Output, hits: readonly Hit[], { full }: PrintResultOptions): void {
  const colors = createColors(hasColors(output));
  const width = widthOf(output);
  for (const hit of hits) {
    output.write(full ? `${formatWholeHit(hit, colors, width)}\n\n` : `${formatHit(hit, colors, width)}\n`);
  }
}

function printNothing(output: Output, message: string, nearest: readonly Hit[]): void {
  const width = widthOf(output);
  output.write(`${wrap(message, width)}\n`);
  for (const { article } of nearest) {
    output.write(`${INDENT}${cut(aboutOf(article, article.title), width - INDENT.length)}\n`);
  }
}

function printNote(output: Output, note: string): void {
  const colors = createColors(hasColors(output));
  output.write(`${wrap(colors.dim(note), widthOf(output))}\n`);
}

function describeConfidence({ confidence }: Pick<SearchResult, "confidence">): string {
  return confidence === null ? "" : `, ${percentOf(confidence)} % sure`;
}

function describeRest({ total, hits }: Pick<SearchResult, "total" | "hits">): string {
  return total > hits.length ? ` of ${formatCount(total)}` : "";
}

/** Without a plan, nothing was ranked. */
function isBrowsed({ plan }: SearchResult): boolean {
  return plan.length === 0;
}

/** Caps at 99: a fit to a few hundred queries is never certain. */
function percentOf(confidence: number): number {
  return Math.min(99, Math.round(100 * confidence));
}

function describeNothing(result: SearchResult): string {
  const { total, nearest } = result;
  if (total > 0) return `No passage left: the offset skips all ${formatCount(total)} that match.`;
  if (isBrowsed(result) && result.timeFrame !== null) {
    const latest = nearest.length > 0 ? " The latest before then are:" : "";
    return `No article is from ${describeDays(result.timeFrame)}.${latest}`;
  }
  if (nearest.length > 0) return "Nothing here answers this; the nearest are:";
  if (isBrowsed(result)) return "No article matches the filters.";
  return "No passage matches the question and its filters.";
}

function describeTime(timeFrame: TimeFrame): string {
  const empty = timeFrame.articles === 0 ? ", but no article is from then" : "";
  return `; "${timeFrame.text}" means ${describeDays(timeFrame)}${empty}`;
}

function describeDays({ from, to }: TimeFrame): string {
  return from === to ? from : `${from} to ${to}`;
}

/** Title, origin and the answering sentence on a line each, so that ten hits fit on a screen. */
function formatHit(hit: Hit, colors: Colors, width: number): string {
  const { article, highlight, story } = hit;
  const room = width - INDENT.length;
  const others = story === null ? "" : `${story.size} reports`;
  const about = aboutOf(article, others) || "no source";
  return [
    `${colors.bold(`${String(hit.rank).padStart(2)}.`)} ${colors.bold(cut(article.title, room))}`,
    `${INDENT}${colors.cyan(cut(about, room))}`,
    `${INDENT}${cut(highlight.text, room)}`,
  ].join("\n");
}

function aboutOf(
  { source, place, publishedAt }: Pick<Hit["article"], "source" | "place" | "publishedAt">,
  last: string,
): string {
  return [source, place, publishedAt, last].filter((value) => value !== null && value !== "").join(" · ");
}

/** Shortens a text to one line of the terminal. */
function cut(text: string, width: number): string {
  const line = text.replaceAll(/\s+/g, " ");
  if (!Number.isFinite(width)) return line;
  const room = Math.max(MIN_WIDTH, width);
  const whole = wrapAnsi(line, room, { hard: true });
  if (!whole.includes("\n")) return line;
  const [start = ""] = wrapAnsi(line, room - ELLIPSIS.length, { hard: true }).split("\n");
  return `${start}${ELLIPSIS}`;
}

function formatWholeHit(hit: Hit, colors: Colors, width: number): string {
  const { article, parts } = hit;
  const score = `${colors.green(hit.score.toFixed(3))} ${colors.dim(`(${describeParts(parts)})`)}`;
  const about = [article.source, article.place, article.publishedAt].filter((value) => value !== null);
  const lines = [
    `${score}${about.length === 0 ? "" : `  ${colors.cyan(about.join(" · "))}`}`,
    // Do not wrap: a broken link does not work, so it may exceed the line.
    ...(article.url === null ? [] : [colors.underline(article.url)]),
    markHighlight(hit, colors),
    ...(hit.story === null ? [] : describeStory(hit.story).map((line) => colors.dim(line))),
  ];
  const title = indented(colors.bold(article.title), width).slice(INDENT.length);
  const rank = colors.bold(`${String(hit.rank).padStart(2)}.`);
  return [`${rank} ${title}`, ...lines.map((line) => indented(line, width))].join("\n");
}

function describeParts({ semantic, lexical, reranker }: Hit["parts"]): string {
  const read = reranker === null ? "" : `, reranker ${reranker.toFixed(2)}`;
  return `meaning ${semantic.toFixed(2)}, words ${lexical.toFixed(2)}${read}`;
}

/** Who else reports it, since when, and how to read on. */
function describeStory({ id, size, firstSeenAt, latestAt, lead, others }: Story): readonly string[] {
  const sources = [...new Set(others.map(({ source, title }) => source ?? title))].slice(0, MAX_SOURCES);
  const times = [...new Set([firstSeenAt, latestAt])].filter((time) => time !== null);
  const since = times.length === 0 ? "" : `, ${times.join(" to ")}`;
  return [
    `${size} reports of this story${since}, also by ${sources.join(", ")}`,
    `story ${id}, lead: ${aboutOf({ ...lead, place: null }, lead.title)}`,
  ];
}

function markHighlight({ passage, highlight }: Hit, colors: Colors): string {
  const from = highlight.start - passage.start;
  const to = highlight.end - passage.start;
  const { text } = passage;
  const sentence = text.slice(from, to);
  const marked = colors.isColorSupported ? colors.bold(colors.yellow(sentence)) : `»${sentence}«`;
  return `${text.slice(0, from)}${marked}${text.slice(to)}`;
}

function indented(text: string, width: number): string {
  const flowing = text.replaceAll(/\s*\n\s*/g, " ");
  return wrap(flowing, width - INDENT.length).replaceAll(/^/gm, INDENT);
}

/** Breaks lines between words. A longer word stays whole. */
function wrap(text: string, width: number): string {
  return Number.isFinite(width) ? wrapAnsi(text, Math.max(MIN_WIDTH, width)) : text;
}
