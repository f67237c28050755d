/** May end a paragraph. */
const SENTENCE_END = /[.!?:…。！？]["'”’»)\]]*$/;
/** Share of the usual length. The last line of a paragraph is usually shorter. */
const SHORT_LINE = 0.8;
/** A hyphenated word at a line end: "harb-" before "our". */
const DIVIDED = /(?<=\p{Ll})[-\u00ad]$/u;
/** The hyphen of a compound at a line end: "Anglo-" before "Saxon". */
const COMPOUND = /[\p{L}\d][-\u2010]$/u;

/** Headlines do not end with these. */
const GOES_ON = /[-\u00ad,;]$/;

/**
 * Rebuilds paragraphs from lines that were broken at the page margin. A short line that ends a sentence ends
 * a paragraph, and so does a short first line, the headline.
 */
export function reflowLines(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/[ \t]+/g, " ").trim());
  const usual = usualLength(lines);
  const paragraphs: string[] = [];
  let open = "";
  for (const line of lines) {
    open = joinLine(open, line);
    const isShort = line.length < usual * SHORT_LINE;
    const isHeadline = paragraphs.length === 0 && open === line && isShort && !GOES_ON.test(line);
    if (line !== "" && !(isShort && (isHeadline || SENTENCE_END.test(line)))) continue;
    if (open !== "") paragraphs.push(open);
    open = "";
  }
  return [...paragraphs, open].filter((paragraph) => paragraph !== "").join("\n\n");
}

function joinLine(open: string, line: string): string {
  if (open === "") return line;
  if (DIVIDED.test(open) && /^\p{Ll}/u.test(line)) return open.replace(DIVIDED, "") + line;
  if (COMPOUND.test(open) && /^\p{Lu}/u.test(line)) return open + line;
  return line === "" ? open : `${open} ${line}`;
}

/** The 75th percentile of the line lengths. */
function usualLength(lines: readonly string[]): number {
  const lengths = lines.filter((line) => line !== "").map(({ length }) => length);
  return lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length * 0.75)] ?? 0;
}
