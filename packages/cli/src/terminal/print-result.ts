import type { Hit, SearchResult } from "@dateline/core/types";
import { createColors } from "picocolors";
import wrapAnsi from "wrap-ansi";
import type { Output } from "../cli-context.ts";
import { countOf } from "./format-count.ts";

type Colors = ReturnType<typeof createColors>;

const MAX_WIDTH = 100;
const INDENT = "    ";

/** Prints a ranked answer for people to read: colours and wrapping only on a terminal. */
export function printResult(output: Output, result: SearchResult): void {
  const colors = createColors(output.isTTY === true && process.env["NO_COLOR"] === undefined);
  const width = output.isTTY ? Math.min(output.columns ?? MAX_WIDTH, MAX_WIDTH) : Number.POSITIVE_INFINITY;
  if (result.hits.length === 0) {
    output.write("No passage matches: the index holds none that the filters allow.\n");
    return;
  }
  for (const hit of result.hits) output.write(`${formatHit(hit, colors, width)}\n\n`);
  const scan = result.exact ? "exact" : "approximate";
  const count = countOf(result.hits.length, "passage");
  output.write(
    colors.dim(
      `${count} in ${result.tookMs} ms, ${scan} search, generation ${result.generation.slice(0, 12)}`,
    ),
  );
  output.write("\n");
}

function formatHit(hit: Hit, colors: Colors, width: number): string {
  const { article, parts } = hit;
  const score = `${colors.green(hit.score.toFixed(3))} ${colors.dim(`(meaning ${parts.semantic.toFixed(2)}, words ${parts.lexical.toFixed(2)})`)}`;
  const about = [article.source, article.place, article.publishedAt].filter((value) => value !== null);
  const lines = [
    `${colors.bold(`${String(hit.rank).padStart(2)}.`)} ${colors.bold(article.title)}`,
    `${INDENT}${score}${about.length === 0 ? "" : `  ${colors.cyan(about.join(" · "))}`}`,
    ...(article.url === null ? [] : [`${INDENT}${colors.underline(article.url)}`]),
    ...wrap(markHighlight(hit, colors), width),
  ];
  return lines.join("\n");
}

function markHighlight({ passage, highlight }: Hit, colors: Colors): string {
  const from = highlight.start - passage.start;
  const to = highlight.end - passage.start;
  const { text } = passage;
  const sentence = text.slice(from, to);
  const marked = colors.isColorSupported ? colors.bold(colors.yellow(sentence)) : `»${sentence}«`;
  return `${text.slice(0, from)}${marked}${text.slice(to)}`;
}

function wrap(text: string, width: number): string[] {
  const flowing = text.replaceAll(/\s*\n\s*/g, " ");
  const wrapped = Number.isFinite(width) ? wrapAnsi(flowing, Math.max(20, width - INDENT.length)) : flowing;
  return wrapped.split("\n").map((line) => `${INDENT}${line}`);
}
