import { stripVTControlCharacters } from "node:util";
import { formatCount } from "@dateline-search/cli/terminal/format-number";
import { printResult } from "@dateline-search/cli/terminal/print-result";
import { startProgress } from "@dateline-search/cli/terminal/progress";
import type { SearchResult } from "@dateline-search/core/types";
import { afterEach, describe, expect, test, vi } from "vitest";
import { CapturedOutput } from "../fixtures/run-command.ts";

const TEXT = "The harbour was closed on Monday. Ferries will sail again when the wind has dropped.";
const URL = `https://news.example/${"harbour-".repeat(12)}closed`;

const RESULT: SearchResult = {
  generation: "ab".repeat(32),
  query: "harbour",
  tookMs: 3,
  exact: true,
  plan: ["exact-scan"],
  timeFrame: null,
  understood: "meaning",
  reranked: null,
  confidence: 0.87,
  candidates: 40,
  total: 1,
  hits: [
    {
      rank: 1,
      score: 0.5,
      parts: { semantic: 0.5, lexical: 0.5, similarity: 0.6, coverage: 0.5, recency: null, reranker: null },
      passage: { id: "a-0", start: 0, end: TEXT.length, text: TEXT },
      article: {
        id: "a",
        title: "A harbour is closed because of a storm that nobody had seen coming",
        url: URL,
        image: null,
        source: "The Harbour Observer",
        author: null,
        section: null,
        tags: [],
        place: "Kirkwall",
        language: null,
        publishedAt: "2025-12-10",
        updatedAt: null,
      },
      highlight: { start: 0, end: 33, text: TEXT.slice(0, 33), words: [], link: null },
      story: null,
    },
  ],
  facets: null,
  nearest: [],
};

afterEach(() => vi.unstubAllEnvs());

function printed(columns?: number, { full = true } = {}): string {
  const output = new CapturedOutput({ columns });
  printResult(output, RESULT, { full });
  return output.text;
}

describe("a printed result", () => {
  test.each([30, 50, 80])("keeps every line except the link within %i columns", (columns) => {
    const lines = stripVTControlCharacters(printed(columns)).split("\n");
    expect(lines.filter((line) => line.length > columns)).toEqual([`    ${URL}`]);
    expect(lines.filter((line) => line !== "").slice(1, -2)).toSatisfy((between: string[]) =>
      between.every((line) => !/^\S/.test(line) || line.startsWith("1 passage")),
    );
  });

  test("names the story's other sources, and the time that it understood", () => {
    const other = { id: "b", title: "Harbour shut", source: "Wire", url: null, publishedAt: "2025-12-09" };
    const nameless = { ...other, id: "c", source: null, publishedAt: null };
    const story = { id: "s", size: 4, firstSeenAt: "2025-12-09", latestAt: "2025-12-10", sources: ["Wire"] };
    const output = new CapturedOutput();
    printResult(
      output,
      {
        ...RESULT,
        timeFrame: { from: "2025-12-08", to: "2025-12-14", text: "this week", articles: 3 },
        hits: RESULT.hits.map((hit) => ({
          ...hit,
          story: { ...story, lead: other, others: [other, nameless, other] },
        })),
      },
      { full: true },
    );
    expect(output.text).toContain(
      "    4 reports of this story, 2025-12-09 to 2025-12-10, also by Wire, Harbour shut\n    story s, lead: Wire · 2025-12-09 · Harbour shut\n",
    );
    expect(output.text).toContain('; "this week" means 2025-12-08 to 2025-12-14\n');
  });

  test("reports if nothing is from the time in the question", () => {
    const output = new CapturedOutput();
    const timeFrame = { from: "2025-12-08", to: "2025-12-08", text: "on Monday", articles: 0 };
    printResult(output, { ...RESULT, timeFrame }, { full: false });
    expect(output.text).toContain('; "on Monday" means 2025-12-08, but no article is from then\n');
  });

  test("without hits, distinguishes an offset past the last hit from an unanswered question", () => {
    const textOf = (total: number) => {
      const output = new CapturedOutput();
      printResult(output, { ...RESULT, total, hits: [] }, { full: false });
      return output.text;
    };
    expect(textOf(0)).toBe("No passage matches the question and its filters.\n");
    expect(textOf(1234)).toBe("No passage left: the offset skips all 1,234 that match.\n");
  });

  test("reports a search by words only, with and without hits", () => {
    for (const hits of [RESULT.hits, []]) {
      const output = new CapturedOutput();
      printResult(output, { ...RESULT, understood: "words", hits }, { full: false });
      expect(output.text).toMatch(/\nSearched by words only, because the model .* the question\.\n$/);
    }
  });

  test.each([30, 50, 80])("has three lines per hit within %i columns, unless --full is set", (columns) => {
    const lines = stripVTControlCharacters(printed(columns, { full: false }))
      .trimEnd()
      .split("\n");
    expect(lines.every((line) => line.length <= columns)).toBe(true);
    const [title = "", about = "", sentence = "", ...footer] = lines;
    expect(title).toMatch(/^ 1\. A harbour is closed/);
    expect(about).toContain("The Harbour");
    expect(sentence).toMatch(/^ {4}The harbour/);
    expect(footer.join(" ")).toMatch(/^1 passage, 87 % sure in 3 ms/);
  });

  test("with nothing above the floor reports that and lists the nearest", () => {
    const output = new CapturedOutput();
    printResult(output, { ...RESULT, total: 0, hits: [], nearest: RESULT.hits }, { full: false });
    expect(output.text).toBe(
      "Nothing here answers this; the nearest are:\n    The Harbour Observer · Kirkwall · 2025-12-10 · A harbour is closed because of a storm that nobody had seen coming\n",
    );
  });

  test("assumes a wide terminal if the width is unknown", () => {
    expect(printed(0)).toBe(printed(100));
  });

  test("has colours on a terminal unless NO_COLOR has a value", () => {
    vi.stubEnv("NO_COLOR", "");
    expect(printed(80)).not.toBe(stripVTControlCharacters(printed(80)));
    vi.stubEnv("NO_COLOR", "1");
    expect(printed(80)).toBe(stripVTControlCharacters(printed(80)));
  });
});

describe("progress", () => {
  test.each([50, 60, 120])("shows the rate and the remaining time in one line of %i columns", (columns) => {
    const output = new CapturedOutput({ columns });
    const options = { label: "Embedding", total: 19_000, format: formatCount, unit: "passages" };
    const progress = startProgress(output, options);
    progress.update(1_000);
    progress.stop();
    const line = lastLine(output.text);
    expect(line).toMatch(/ 5% \| .*1,000\/19,000.* \| [\d,]+\/s \| \d+ s left$/);
    expect(line.length).toBeLessThanOrEqual(columns);
  });

  test("cuts a long label rather than the figures, and shows the cursor again", () => {
    const output = new CapturedOutput({ columns: 60 });
    const label = "Downloading onnx/a_model_with_a_very_long_name.onnx";
    const progress = startProgress(output, { label, total: 100, format: formatCount, unit: "from a hub" });
    progress.update(50);
    progress.stop();
    expect(lastLine(output.text)).toMatch(/^Downloading.*… 50% \| 50\/100 \| .*\/s \| \d+ s left$/);
    expect(output.text.lastIndexOf("\u001B[?25h")).toBeGreaterThan(output.text.lastIndexOf("\u001B[?25l"));
  });

  test("prints plain lines without stray spaces outside of a terminal, and none before work begins", () => {
    const output = new CapturedOutput();
    const options = { label: "Uploading", total: 10, format: (amount: number) => `${amount} B`, unit: "" };
    startProgress(output, options).stop();
    expect(output.text).toBe("");
    const progress = startProgress(output, { ...options, format: (amount) => `${Math.round(amount)} B` });
    progress.update(10);
    progress.stop();
    progress.stop();
    expect(output.text).toMatch(/^Uploading 10 B\/10 B, \d+ B\/s, done\n$/);
  });
});

/** What the last redrawing of a bar shows. */
function lastLine(text: string): string {
  const [, ...drawings] = text.split("\u001B[1G");
  return stripVTControlCharacters(String(drawings.at(-1)).replaceAll("\u001B8", "")).trimEnd();
}
