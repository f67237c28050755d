/** What ends a sentence, and so may end a paragraph. */
const SENTENCE_END = /[.!?:…。！？]["'”’»)\]]*$/;
/** Of the usual line; the last line of a paragraph is shorter as a rule. */
const SHORT_LINE = 0.8;
/** A word that was divided at the end of a line: "harb-" before "our". */
const DIVIDED = /(?<=\p{Ll})[-\u00ad]$/u;

/** What no headline ends with. */
const GOES_ON = /[-\u00ad,;]$/;

/**
 * Makes paragraphs of lines that end where the page did: a line that is short and ends a sentence ends a paragraph, and
 * so does a short first line, which is the headline.
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
  return line === "" ? open : `${open} ${line}`;
}

/** A length that three quarters of the lines do not exceed. */
function usualLength(lines: readonly string[]): number {
  const lengths = lines.filter((line) => line !== "").map(({ length }) => length);
  return lengths.toSorted((a, b) => a - b)[Math.floor(lengths.length * 0.75)] ?? 0;
}
