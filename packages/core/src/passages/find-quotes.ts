import type { Span } from "../types.ts";
import { splitParagraphs } from "./split-paragraphs.ts";

const QUOTE_MARK = /["“”„«»「」『』]/g;

/** The pair that a quotation mark belongs to, named after its opening mark. */
type QuoteKind = '"' | "“" | "„" | "«" | "»" | "「" | "『";

interface OpenQuote {
  readonly start: number;
  /** Index of the last paragraph in which this quotation was opened or resumed. */
  readonly markedParagraph: number;
}

interface Mark {
  readonly offset: number;
  readonly paragraph: number;
  /** Whether the mark is the first character of its paragraph. */
  readonly leads: boolean;
  /** Whether the mark touches the text after it, the text before it, or neither. */
  readonly leaning: "opening" | "closing" | "neither";
}

/**
 * Finds the quotations of a text, including their marks, ordered by their end: "…", “…”, „…“, «…», »…«, 「…」,
 * 『…』.
 *
 * A quotation may span paragraphs. Newspapers then open each paragraph with the mark and close only the last.
 * An unclosed mark yields no quotation and is dropped when the same mark opens again.
 */
export function findQuotes(text: string): readonly Span[] {
  const quotes: Span[] = [];
  const open = new Map<QuoteKind, OpenQuote>();
  for (const [paragraph, span] of splitParagraphs(text).entries()) {
    for (const found of text.slice(span.start, span.end).matchAll(QUOTE_MARK)) {
      const offset = span.start + found.index;
      const mark = { offset, paragraph, leads: found.index === 0, leaning: leaningAt(text, offset) };
      const { kind, closes } = roleOf(found[0], mark, open);
      const begun = open.get(kind);
      if (!closes) open.set(kind, openedAt(mark, begun));
      else if (begun !== undefined) {
        quotes.push({ start: begun.start, end: offset + 1 });
        open.delete(kind);
      }
    }
  }
  return quotes;
}

function openedAt(mark: Mark, begun: OpenQuote | undefined): OpenQuote {
  const takenUp = begun !== undefined && mark.leads && begun.markedParagraph === mark.paragraph - 1;
  return { start: takenUp ? begun.start : mark.offset, markedParagraph: mark.paragraph };
}

interface Role {
  readonly kind: QuoteKind;
  readonly closes: boolean;
}

const CORNER_BRACKETS: Readonly<Record<string, Role>> = {
  "「": { kind: "「", closes: false },
  "」": { kind: "「", closes: true },
  "『": { kind: "『", closes: false },
  "』": { kind: "『", closes: true },
};

function roleOf(character: string, mark: Mark, open: ReadonlyMap<QuoteKind, OpenQuote>): Role {
  if (character === '"') {
    return { kind: '"', closes: mark.leaning === "closing" || (mark.leaning === "neither" && open.has('"')) };
  }
  if (character === "«" || character === "»") return guillemetRole(character, mark, open);
  return CORNER_BRACKETS[character] ?? curlyRole(character, open);
}

/** “…” closes with ”; „…“ and „…” close with either. */
function curlyRole(character: string, open: ReadonlyMap<QuoteKind, OpenQuote>): Role {
  if (character === "„") return { kind: "„", closes: false };
  if (character === "“") return open.has("„") ? { kind: "„", closes: true } : { kind: "“", closes: false };
  return { kind: open.has("„") && !open.has("“") ? "„" : "“", closes: true };
}

/** French «…», or German »…« if nothing is open and the mark touches the text after it. */
function guillemetRole(character: "«" | "»", mark: Mark, open: ReadonlyMap<QuoteKind, OpenQuote>): Role {
  if (character === "«") return open.has("»") ? { kind: "»", closes: true } : { kind: "«", closes: false };
  if (!open.has("«") && mark.leaning === "opening") return { kind: "»", closes: false };
  return { kind: "«", closes: true };
}

function leaningAt(text: string, offset: number): Mark["leaning"] {
  const before = text.charAt(offset - 1);
  const after = text.charAt(offset + 1);
  const opensAfter = before === "" || /[\s([{—–\-‘'“«]/.test(before);
  const blankAfter = after === "" || /\s/.test(after);
  if (blankAfter) return before === "" || /\s/.test(before) ? "neither" : "closing";
  return opensAfter ? "opening" : "closing";
}
