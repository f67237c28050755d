import { expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { NEWS_RECORDS } from "../../fixtures/news-records.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";

async function articlesFor(input: Parameters<typeof searchTestIndex>[1]): Promise<string[]> {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { hits } = await searchTestIndex(folder, input);
  return [...new Set(hits.map(({ article }) => article.id))].sort();
}

test("hits carry rank, score, parts, passage offsets, article and highlight", async () => {
  const { folder, report } = await buildTestIndex(NEWS_RECORDS);
  const result = await searchTestIndex(folder, { text: "When did storms keep the ferry in port?", limit: 2 });
  expect(result).toMatchObject({
    generation: report.generation,
    exact: true,
    plan: ["exact-scan"],
    timeFrame: null,
    reranked: null,
    query: expect.stringContaining("storms"),
  });
  const [hit] = result.hits;
  const text = NEWS_RECORDS[0].text;
  expect(hit?.article).toEqual({
    id: "ferry",
    title: NEWS_RECORDS[0].title,
    url: "https://example.com/ferry",
    image: null,
    source: "Harbour Gazette",
    author: null,
    section: null,
    tags: [],
    place: null,
    language: "en",
    publishedAt: "2025-03-03",
    updatedAt: null,
  });
  expect(hit?.passage.id).toBe("ferry#0");
  expect(text.slice(hit?.passage.start, hit?.passage.end)).toBe(hit?.passage.text);
  expect(hit?.highlight.text).toBe("Storms had kept it in port for nine days.");
  expect(text.slice(hit?.highlight.start, hit?.highlight.end)).toBe(hit?.highlight.text);
  expect(hit?.highlight.words.map(({ start, end }) => text.slice(start, end))).toEqual(["Storms", "port"]);
  expect(hit?.highlight.link).toBe(
    "https://example.com/ferry#:~:text=Storms%20had%20kept%20it%20in%20port%20for%20nine%20days.",
  );
});

test("scores fall with the rank and are the stated sum of their parts", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { hits } = await searchTestIndex(folder, { text: "bridge harvest ferry" });
  expect(hits.length).toBeGreaterThan(3);
  hits.forEach(({ score, parts, rank }, index) => {
    expect(rank).toBe(index + 1);
    expect(score).toBeCloseTo(0.6 * parts.semantic + 0.4 * parts.lexical, 5);
    if (index > 0) expect(score).toBeLessThanOrEqual(hits[index - 1]?.score as number);
  });
});

test("pages are contiguous, and end", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const whole = await searchTestIndex(folder, { text: "the bridge", limit: 100 });
  const pages = await Promise.all(
    [0, 2, 4, 6].map((offset) => searchTestIndex(folder, { text: "the bridge", limit: 2, offset })),
  );
  expect(pages.flatMap(({ hits }) => hits)).toEqual(whole.hits);
  expect(pages.map(({ total }) => total)).toEqual(Array(4).fill(whole.hits.length));
  expect((await searchTestIndex(folder, { text: "the bridge", offset: 100 })).hits).toEqual([]);
});

test("one ranker alone uses its own score", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const text = "the bridge with cracks";
  const lexical = await searchTestIndex(folder, { text, mode: "lexical" });
  expect(lexical.hits.map(({ article }) => article.id)).toEqual(["bridge"]);
  expect(lexical.hits[0]).toMatchObject({ score: 1, parts: { lexical: 1 } });
  const { hits } = await searchTestIndex(folder, { text, mode: "semantic" });
  expect(hits.length).toBeGreaterThan(4);
  for (const { score, parts } of hits)
    expect({ score, lexical: parts.lexical }).toEqual({ score: parts.semantic, lexical: 0 });
});

test("as of a moment, later and undated articles are hidden", async () => {
  expect(await articlesFor({ text: "the", asOf: "2025-03-10T09:29:59Z" })).toEqual(["ferry", "orchestra"]);
  expect(await articlesFor({ text: "the", asOf: "2025-03-10" })).toEqual(["bridge", "ferry", "orchestra"]);
  expect(await articlesFor({ text: "the", asOf: "2025-03-10", to: "2025-03-05" })).toEqual(["ferry"]);
  expect(await articlesFor({ text: "the", asOf: "2025-03-09", to: "2025-12-31" })).toEqual(["ferry"]);
});

test("equal queries get equal hits: reading changes nothing", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const first = await searchTestIndex(folder, { text: "wheat prices" });
  const second = await searchTestIndex(folder, { text: "wheat prices" });
  expect(second.hits).toEqual(first.hits);
});

test("from and to include their days, for articles with a date or an instant", async () => {
  expect(await articlesFor({ text: "the", from: "2025-03-10", to: "2025-03-10" })).toEqual([
    "bridge",
    "orchestra",
  ]);
  expect(await articlesFor({ text: "the", from: "2025-03-11" })).toEqual(["wheat"]);
  expect(await articlesFor({ text: "the", to: "2025-03-09" })).toEqual(["ferry"]);
});

test("an article with only a date covers its whole day, one with an instant that second", async () => {
  expect(
    await articlesFor({ text: "the", from: "2025-03-10T09:30:00Z", to: "2025-03-10T12:00:00+02:00" }),
  ).toEqual(["bridge", "orchestra"]);
  expect(await articlesFor({ text: "the", from: "2025-03-10T09:30:01Z", to: "2025-03-10" })).toEqual([
    "orchestra",
  ]);
  expect(await articlesFor({ text: "the", from: "2025-03-03", to: "2025-03-10T09:29:59Z" })).toEqual([
    "ferry",
    "orchestra",
  ]);
});

test("source is compared without regard to case", async () => {
  expect(await articlesFor({ text: "bridge", source: "evening post" })).toEqual(["orchestra", "wheat"]);
});

test("source is found in any encoding of its accents", async () => {
  const [composed, decomposed] = ["Journal de Qu\u00e9bec", "Journal de Que\u0301bec"];
  for (const [indexed, asked] of [
    [composed, decomposed],
    [decomposed, composed],
  ]) {
    const { folder } = await buildTestIndex([
      { id: "one", title: "Snow", text: "Snow fell.", source: indexed },
    ]);
    const { hits } = await searchTestIndex(folder, { text: "snow", source: asked });
    expect(hits.map(({ article }) => article.id)).toEqual(["one"]);
  }
});

test("a filter without matches gives no hits", async () => {
  expect(await articlesFor({ text: "bridge", source: "Nobody" })).toEqual([]);
});

test("a passage is found by a word of its headline", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  const { hits } = await searchTestIndex(folder, { text: "recipe", limit: 1 });
  expect(hits[0]?.article.id).toBe("undated");
});

test("a word is found in other forms and without its accents", async () => {
  const { folder } = await buildTestIndex([
    ...NEWS_RECORDS,
    { id: "cafe", title: "A corner shop reopens", text: "The Café Müller brews again." },
  ]);
  for (const text of ["brewing", "CAFE", "muller"]) {
    const { hits } = await searchTestIndex(folder, { text, limit: 1 });
    expect(hits[0]).toMatchObject({ article: { id: "cafe" }, parts: { lexical: 1 } });
  }
});

test("dotted initials are found as written, but not by a possessive", async () => {
  const { folder } = await buildTestIndex([
    {
      id: "possessive",
      title: "Fishing",
      text: "The captain's boat, the owner's net and the crew's U turn.",
    },
    { id: "initials", title: "Trade", text: "The U.S. agreed." },
  ]);
  const { hits } = await searchTestIndex(folder, { text: "U.S. position" });
  expect(hits.filter(({ parts }) => parts.lexical > 0).map(({ article }) => article.id)).toEqual([
    "initials",
  ]);
});

test("characters with a meaning in SQLite are plain text", async () => {
  const { folder } = await buildTestIndex(NEWS_RECORDS);
  for (const text of [
    '"bridge" OR',
    "bridge AND NOT (",
    "title:bridge*",
    "bridge'; DROP TABLE articles; --",
  ]) {
    const { hits } = await searchTestIndex(folder, { text, limit: 1 });
    expect(hits[0]?.article.id).toBe("bridge");
  }
});
