import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type SearchFigures, searchKeys } from "../../bench/parts/search-part.ts";
import { KeptResults } from "../../bench/report/kept-results.ts";
import { askedEngine, searchSection } from "../../bench/report/search-section.ts";
import type { EngineName } from "../../bench/rivals/engines.ts";

const SIZE = 10_000;
const FIGURES: SearchFigures = {
  openMs: 5,
  firstMs: 9,
  p50Ms: 2,
  p99Ms: 4,
  perSecond: 500,
  cpuMsPerQuery: 2,
  embedP50Ms: null,
  rssBytes: 200e6,
  recall: 1,
  mrr: 0.5,
};

interface Nearest {
  readonly engine: EngineName;
  readonly effort: number;
  readonly rounds: readonly Partial<SearchFigures>[];
}

async function keptOf(...all: readonly Nearest[]): Promise<KeptResults> {
  const kept = await KeptResults.open(
    join(await mkdtemp(join(tmpdir(), "search-section-")), "r.json"),
    "abc",
  );
  for (const { engine, effort, rounds } of all) {
    for (const [index, round] of rounds.entries()) {
      const key = searchKeys.round(SIZE, { engine, mode: "nearest", effort }, index + 1);
      await kept.measure(key, async () => ({ ...FIGURES, ...round }));
    }
  }
  return kept;
}

test("an approximate search is shown with the lowest effort that finds 98 %", async () => {
  const kept = await keptOf(
    { engine: "hnswlib", effort: 50, rounds: [{ recall: 0.95 }] },
    { engine: "hnswlib", effort: 100, rounds: [{ recall: 0.985 }] },
    { engine: "hnswlib", effort: 200, rounds: [{ recall: 0.999 }] },
  );
  expect(askedEngine(kept, SIZE, "hnswlib", "nearest")?.effort).toBe(100);
});

test("one that never finds 98 % is shown with the highest effort and its recall", async () => {
  const kept = await keptOf(
    { engine: "usearch", effort: 50, rounds: [{ recall: 0.5 }] },
    { engine: "usearch", effort: 200, rounds: [{ recall: 0.9 }] },
  );
  expect(askedEngine(kept, SIZE, "usearch", "nearest")).toMatchObject({ effort: 200, mean: { recall: 0.9 } });
});

test("figures are means over the rounds, and ratios are to Dateline's", async () => {
  const kept = await keptOf(
    { engine: "dateline", effort: 0, rounds: [{ p50Ms: 1 }, { p50Ms: 3 }] },
    { engine: "exact", effort: 0, rounds: [{ p50Ms: 7, cpuMsPerQuery: 1 }] },
  );
  const row = searchSection(kept, [SIZE])
    .split("\n")
    .find((line) => line.includes("exact scan"));
  expect(row?.split("|").map((cell) => cell.trim())).toEqual(
    expect.arrayContaining(["exact scan in JavaScript", "3.50 ×", "0.50 ×", "1.000"]),
  );
});

test("failed measurements are listed with their errors", async () => {
  const kept = await keptOf();
  await kept.measure(searchKeys.built(SIZE, "vectra"), () =>
    Promise.reject(new Error("Invalid string length")),
  );
  expect(searchSection(kept, [SIZE])).toContain(
    "`search/10000/built/vectra` could not be measured: `Invalid string length`",
  );
});
