/** Lines at each edge of a page that may be running ones: a masthead, and a page number beside it. */
const EDGE_LINES = 2;
/** A page number with words or marks that say so: "Page 1 of 2", "Seite 3/4", "- 5 -". */
const PAGE_NUMBER =
  /^(?:(?:page|pg\.?|p\.|seite|s\.|página|pagina|pág\.|strona|str\.|стр\.?|страница|sida|side)\s*\d{1,4}(?:\s*(?:of|von|de|sur|di|van|z|из|av|af|\/)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]|第?\s*\d{1,4}\s*(?:页|頁|ページ)|\d{1,4}\s*쪽)$/iu;

interface PageLine {
  readonly line: string;
  /** Position of the page, from 0. */
  readonly page: number;
  /** Position in the page's lines. */
  readonly at: number;
}

/**
 * Leaves out page numbers, and headers and footers that most pages have. Of those without a number, which may be
 * the headline or the end of the text, one stays: the header of the first page, the footer of the last.
 *
 * @param pages the texts of pages in their order
 */
export function withoutRunningLines(pages: readonly string[]): readonly string[] {
  const lines = pages.map((page) => page.split(/\r?\n/));
  for (let round = 0; round < EDGE_LINES; round++) {
    for (const edge of ["first", "last"] as const) {
      for (const { page, at } of runningLines(lines, edge)) lines[page]?.splice(at, 1);
    }
  }
  return lines.map((page) => page.join("\n"));
}

function runningLines(pages: readonly (readonly string[])[], edge: "first" | "last"): readonly PageLine[] {
  const edges = pages.flatMap((lines, page) => {
    const at = edge === "first" ? lines.findIndex(isShown) : lines.findLastIndex(isShown);
    const line = lines[at]?.trim();
    return line === undefined ? [] : [{ line, page, at }];
  });
  const keptPage = edge === "first" ? 0 : pages.length - 1;
  const repeated = [...byWords(edges).values()]
    // Left and right pages may differ, and the first page may have none.
    .filter((group) => group.length >= 2 && group.length * 2 >= pages.length - 1 && isInOrder(group))
    .flat();
  const isRunning = new Set(repeated.filter(({ line, page }) => page !== keptPage || /\d/.test(line)));
  return edges.filter((one) => isRunning.has(one) || PAGE_NUMBER.test(one.line));
}

/** Lines that differ in their numbers alone. */
function byWords(lines: readonly PageLine[]): ReadonlyMap<string, readonly PageLine[]> {
  const groups = new Map<string, PageLine[]>();
  for (const one of lines) {
    const words = one.line.replace(/\d+/g, "#");
    const group = groups.get(words);
    if (group === undefined) groups.set(words, [one]);
    else group.push(one);
  }
  return groups;
}

function isShown(line: string): boolean {
  return line.trim() !== "";
}

/** True when each number is the same on all pages, or counts them. */
function isInOrder(group: readonly PageLine[]): boolean {
  const numbers = group.map(({ line, page }) => ({ page, all: (line.match(/\d+/g) ?? []).map(Number) }));
  const [first] = numbers;
  return numbers.every(({ page, all }) =>
    all.every((number, index) => {
      const step = number - (first?.all[index] ?? 0);
      return step === 0 || step === page - (first?.page ?? 0);
    }),
  );
}
