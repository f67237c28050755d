/**
 * Number of lines at each edge of a page that may be running ones, such as a masthead next to a page number.
 */
const EDGE_LINES = 2;
/** A page number with words or marks that identify it: "Page 1 of 2", "Seite 3/4", "- 5 -". */
const PAGE_NUMBER =
  /^(?:(?:page|pg\.?|p\.|seite|s\.|página|pagina|pág\.|strona|str\.|стр\.?|страница|sida|side)\s*\d{1,4}(?:\s*(?:of|von|de|sur|di|van|z|из|av|af|\/)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]|第?\s*\d{1,4}\s*(?:页|頁|ページ)|\d{1,4}\s*쪽)$/iu;

interface PageLine {
  readonly line: string;
  /** Index of the page. */
  readonly page: number;
  /** Index in the page's lines. */
  readonly at: number;
}

/**
 * Removes page numbers, and headers and footers that most pages have. Those without a number may be the
 * headline or the end of the text, so the header of the first page and the footer of the last stay.
 *
 * @param pages the texts of the pages, in order
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

/** Groups lines that differ only in their numbers. */
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

/** True if each number is the same on all pages, or increases with the page. */
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
