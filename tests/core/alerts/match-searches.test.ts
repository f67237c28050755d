import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { type AlertHit, matchSearches } from "@dateline-search/core/alerts/match-searches";
import { rowsOfArticles } from "@dateline-search/core/alerts/new-passages";
import {
  embeddedText,
  type PreparedSearches,
  prepareSearches,
} from "@dateline-search/core/alerts/prepare-searches";
import { alertQuery, type SavedSearch } from "@dateline-search/core/alerts/saved-search";
import { strictQuestion } from "@dateline-search/core/alerts/strict-question";
import { type OpenGeneration, openGeneration } from "@dateline-search/core/generation/open-generation";
import { languagesSearched } from "@dateline-search/core/search/query-terms";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import type { Calibration } from "@dateline-search/core/types";
import { wordsOneEditAway } from "@dateline-search/core/words/edit-distance";
import { parseSynonyms } from "@dateline-search/core/words/synonyms";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { savedSearch } from "../../fixtures/saved-search.ts";
import { seededRandom } from "../../fixtures/seeded-random.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { type KnownArticle, updateTestIndex } from "../../fixtures/update-test-index.ts";

const WORDS =
  "harbour strike ferry storm bridge engineer harvest wheat price island council orchestra theatre hospital minister border".split(
    " ",
  );
/** Some pass it and some do not, which a test asserts. */
const CALIBRATION: Calibration = {
  hybrid: { intercept: -4, similarity: 8, coverage: 5, passages: -1, floor: 0.35 },
  semantic: { intercept: -3, similarity: 12, coverage: 0, passages: -1, floor: 0.4 },
  lexical: { intercept: -3.5, similarity: 8, coverage: 5, passages: -1, floor: 0.3 },
};
const SYNONYMS = parseSynonyms("vessel => ferry\nUN, United Nations", "test");
const NOW = () => new Date("2025-03-05T12:00:00Z");
const embedder = hashedWordsEmbedder();

/** One of each kind of question; the others are made at random. */
const KINDS: readonly SavedSearch[] = [
  savedSearch("ferry strike"),
  savedSearch("which ferries are on strike this week"),
  savedSearch("storm yesterday"),
  savedSearch("what happened to the bridge in the last three days"),
  savedSearch("zebra"),
  savedSearch("harbuor strkie"),
  savedSearch("vessel in the storm"),
  savedSearch('"harbour strike"'),
  savedSearch('"wheat price" storm'),
  savedSearch("storm -harbour"),
  savedSearch('storm -"ferry strike"'),
  savedSearch("the"),
  savedSearch("strikes of 2025"),
  savedSearch("orchestra", { question: { source: "Gazette" } }),
  savedSearch("orchestra theatre", { question: { from: "2025-03-02", excludeSource: ["Gazette"] } }),
  savedSearch("council", { question: { source: "Nobody" } }),
  savedSearch("hospital minister", { question: { mode: "semantic" } }),
  savedSearch("hospital minister", { question: { mode: "lexical" } }),
  savedSearch("border island", { question: { minConfidence: 0.05 } }),
  savedSearch("border island", { question: { minConfidence: 0.9 } }),
  savedSearch("price", { question: { minSimilarity: 0.35 } }),
  savedSearch('"price"', { question: { minSimilarity: 0.3 } }),
  savedSearch("UN minister", { question: { timeZone: "Asia/Seoul" } }),
  strictSearch("ferry strike at the Harbour"),
  strictSearch("Storm on the Island"),
  strictSearch("price of Wheat", { source: "Gazette", minConfidence: 0.2 }),
  savedSearch('"harbour strike" ferry', { question: { minConfidence: 0.2 } }),
  savedSearch('"strike ferry" "harbour"', { question: { minConfidence: 0.1, source: "Courier" } }),
  savedSearch('"storm" -harbour', { question: { minConfidence: 0.1 } }),
  savedSearch('ferry -"harbour strike" -price', { question: { minConfidence: 0.1 } }),
  savedSearch('storm of "this week"', { question: { minConfidence: 0.1 } }),
  savedSearch('storm last "ferry" week', { question: { minConfidence: 0.1 } }),
];

/** As a new search is saved. */
function strictSearch(text: string, question: object = {}): SavedSearch {
  const strict = strictQuestion({ text, ...question });
  return savedSearch(strict.text, { question: strict });
}

let generation: OpenGeneration;
let latest: readonly string[];
let searches: readonly SavedSearch[];

beforeEach(async () => {
  const store = new FileObjectStore(temporaryFolder());
  const articles = randomArticles(150);
  await updateTestIndex(store, { articles: articles.slice(0, 90) });
  await updateTestIndex(store, { articles: articles.slice(90, 120) });
  // Some of these replace earlier versions, so that rows are hidden.
  const changed = articles
    .slice(80, 85)
    .map((one) => ({ ...one, text: `${one.text}\n\nMore of the storm.` }));
  latest = [...articles.slice(120), ...changed].map(({ id }) => id);
  await updateTestIndex(store, { articles: [...articles.slice(120), ...changed] });
  generation = await openGeneration(store.folder, { format: localSegmentFormat, verify: "sha256" });
  searches = [...KINDS, ...randomQuestions(80)];
});
afterEach(() => generation.close());

describe("new articles are matched against saved searches", () => {
  test("each gets exactly their hits in an ordinary search of the whole index", async () => {
    const found = await matched(searches, latest);
    const expected = await Promise.all(searches.map((search) => searched(search, latest)));
    expect(found).toEqual(expected);
    // Not for nothing.
    const counts = expected.map((hits) => hits.length);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(25);
    expect(counts.filter((count) => count === 0).length).toBeGreaterThan(25);
    expect(KINDS.filter((_, index) => (counts[index] as number) > 0).length).toBeGreaterThan(12);
  });

  test("one article alone matches as among others", async () => {
    const together = await matched(KINDS, latest);
    const alone = await Promise.all(latest.map((id) => matched(KINDS, [id])));
    const merged = KINDS.map((_, index) =>
      alone.flatMap((ofArticle) => ofArticle[index] ?? []).sort(byArticle),
    );
    expect(merged).toEqual(together);
  });

  test.each([11, 12, 13])("with any operators, filters, modes and slips: seed %i", async (seed) => {
    const asked = anyQuestions(seed, 150);
    const found = await matched(asked, latest);
    const expected = await Promise.all(asked.map((search) => searched(search, latest)));
    found.forEach((hits, index) => {
      expect(hits, JSON.stringify(asked[index]?.question)).toEqual(expected[index]);
    });
    const answered = expected.filter((hits) => hits.length > 0).length;
    expect(answered).toBeGreaterThan(20);
    expect(answered).toBeLessThan(130);
  });

  test("cached facts about terms do not affect the next pass, even over another index", async () => {
    const searches = await prepared(KINDS);
    const first = await matchPrepared(searches, latest);
    const other = new FileObjectStore(temporaryFolder());
    await updateTestIndex(other, { articles: randomArticles(60) });
    const opened = await openGeneration(other.folder, { format: localSegmentFormat, verify: "sha256" });
    await matchSearches(searches, rowsOfArticles(opened.segments, ["article-3"]), {
      generation: opened,
      calibration: CALIBRATION,
      unknownShare: embedder.unknownShare,
      now: NOW,
    });
    opened.close();
    expect(await matchPrepared(searches, latest)).toEqual(first);
  });

  test("searches that cannot match are not run", async () => {
    const { looked, asked, matches } = await match(searches, latest);
    expect(looked).toBeGreaterThanOrEqual(matches.length);
    expect(looked).toBeLessThan(searches.length);
    // Those with synonyms, and those that the model cannot read.
    expect(asked).toBeLessThan(looked / 8);
  });

  test("articles that are not in the index match nothing", async () => {
    expect((await match(searches, ["nowhere"])).matches).toEqual([]);
    expect((await match(searches, [])).matches).toEqual([]);
    expect((await match([], latest)).matches).toEqual([]);
  });

  test("without a calibration, only phrases and minimum similarities decide what matches", async () => {
    const asked = [
      savedSearch("ferry strike"),
      savedSearch('"ferry"', { id: "phrase" }),
      savedSearch("ferry", { id: "near", question: { minSimilarity: 0.4 } }),
      strictSearch("strike of the Ferry"),
    ];
    const report = await match(asked, latest, null);
    expect(report.withoutFloor.map(({ name }) => name)).toEqual(["ferry strike", 'strike of the "Ferry"']);
    expect(report.matches.map(({ search }) => search.id)).toEqual(["phrase", "near"]);
  });

  test("a stored search that is now about the news in general is skipped, as a new one is rejected", async () => {
    const general = ["2025", "november", "news of last week", "latest headlines"].map((text) =>
      savedSearch(text),
    );
    const report = await match([...general, savedSearch("ferry strike in 2025")], latest);
    expect(report.withoutFloor.map(({ name }) => name)).toEqual(general.map(({ name }) => name));
    expect(report.matches.map(({ search }) => search.name)).not.toContain("2025");
  });
});

/** What does not depend on which other articles were looked at. */
function essence(hits: readonly AlertHit[]) {
  return hits
    .map(({ article, passage, highlight, story, similarity }) => {
      return { article, similarity, passage, highlight, story };
    })
    .sort(byArticle);
}

function byArticle(a: Pick<AlertHit, "article">, b: Pick<AlertHit, "article">): number {
  return a.article.id < b.article.id ? -1 : 1;
}

async function matched(asked: readonly SavedSearch[], ids: readonly string[]) {
  const { matches } = await match(asked, ids);
  const found = new Map(matches.map(({ search, hits }) => [search, hits]));
  return asked.map((search) => essence(found.get(search) ?? []));
}

async function match(
  asked: readonly SavedSearch[],
  ids: readonly string[],
  calibration: Calibration | null = CALIBRATION,
) {
  return await matchPrepared(await prepared(asked), ids, calibration);
}

async function matchPrepared(
  searches: PreparedSearches,
  ids: readonly string[],
  calibration: Calibration | null = CALIBRATION,
) {
  const context = {
    generation,
    calibration,
    unknownShare: embedder.unknownShare,
    synonyms: SYNONYMS,
    now: NOW,
  };
  return await matchSearches(searches, rowsOfArticles(generation.segments, ids), context);
}

async function prepared(asked: readonly SavedSearch[]): Promise<PreparedSearches> {
  const texts = asked.map((search) => embeddedText(alertQuery(search)));
  const embeddings = new Map(
    await Promise.all(texts.map(async (text) => [text, await embedder.embedQuery(text)] as const)),
  );
  return prepareSearches(asked, {
    embeddings,
    synonyms: SYNONYMS,
    languages: languagesSearched(generation),
    unknownShare: embedder.unknownShare,
  });
}

async function searched(search: SavedSearch, ids: readonly string[]) {
  const context = {
    generation,
    embedder: { ...embedder, calibration: CALIBRATION },
    synonyms: SYNONYMS,
    now: NOW,
  };
  const { hits } = await searchPassages(context, alertQuery(search));
  const ofThese = hits.filter(({ article }) => ids.includes(article.id));
  return essence(ofThese.map((hit) => ({ ...hit, ...hit.parts, storyId: null })));
}

function randomArticles(count: number): KnownArticle[] {
  const random = seededRandom(5);
  const words = (length: number) =>
    Array.from({ length }, () => WORDS[Math.floor(random() ** 2 * WORDS.length)]).join(" ");
  return Array.from({ length: count }, (_, id) => ({
    id: `article-${id}`,
    title: words(4),
    text: Array.from({ length: 1 + Math.floor(random() * 2) }, () => `${words(8)}. ${words(6)}.`).join(
      "\n\n",
    ),
    source: id % 3 === 0 ? "Gazette" : "Courier",
    publishedAt: `2025-03-0${1 + (id % 5)}T08:00:00Z`,
  }));
}

function randomQuestions(count: number): SavedSearch[] {
  const random = seededRandom(6);
  return Array.from({ length: count }, (_, index) => {
    const words = Array.from({ length: 1 + Math.floor(random() * 5) }, () => {
      return random() < 0.2 ? `unheard${index}` : WORDS[Math.floor(random() * WORDS.length)];
    });
    return savedSearch(words.join(" "), { id: `random-${index}` });
  });
}

/** With every operator and filter, and slips of the keyboard. */
function anyQuestions(seed: number, count: number): SavedSearch[] {
  const random = seededRandom(seed);
  const pick = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T;
  const word = () => (random() < 0.25 ? pick(wordsOneEditAway(pick(WORDS))).word : pick(WORDS));
  const term = () => {
    const kind = random();
    if (kind < 0.08) return `"${pick(WORDS)} ${pick(WORDS)}"`;
    if (kind < 0.14) return `"${pick(WORDS)}"`;
    if (kind < 0.2) return `-${pick(WORDS)}`;
    if (kind < 0.27) return pick(["yesterday", "this week", "in March 2025", "2025", "vessel", "UN", "the"]);
    return word();
  };
  const maybe = (share: number, field: object) => (random() < share ? field : {});
  return Array.from({ length: count }, (_, index) => {
    const words = [pick(WORDS), ...Array.from({ length: Math.floor(random() * 5) }, term)];
    const question = {
      ...maybe(0.2, { source: pick(["Gazette", "Courier", ["Gazette", "Courier"], "Nobody"]) }),
      ...maybe(0.1, { excludeSource: "Gazette" }),
      ...maybe(0.25, {
        ...maybe(0.7, { from: pick(["2025-03-01", "2025-03-02T07:00:00Z"]) }),
        ...maybe(0.5, { to: pick(["2025-03-04", "2025-03-03"]) }),
      }),
      ...maybe(0.3, { mode: pick(["hybrid", "semantic", "lexical"] as const) }),
      ...maybe(0.2, { minConfidence: pick([0.1, 0.3, 0.6, 0.95]) }),
      ...maybe(0.15, { minSimilarity: pick([-0.2, 0.2, 0.4]) }),
      ...maybe(0.1, { timeZone: pick(["Asia/Seoul", "America/New_York"]) }),
    };
    return savedSearch(words.join(" "), { id: `any-${index}`, question });
  });
}
