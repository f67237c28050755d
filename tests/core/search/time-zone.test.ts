import { endOfDay, localDay, localTime, startOfDay } from "@dateline-search/core/search/calendar-day";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { findTimeFrame, isDayFirst } from "@dateline-search/core/search/time-frame";
import { describe, expect, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { searchTestIndex } from "../../fixtures/search-test-index.ts";

/** 08:00 of the 12th in Seoul. */
const MORNING_IN_SEOUL = "2025-12-11T23:00:00Z";

test.each([
  ["today", "Asia/Seoul", "2025-12-12", "2025-12-12"],
  ["yesterday", "Asia/Seoul", "2025-12-11", "2025-12-11"],
  ["this week", "Asia/Seoul", "2025-12-08", "2025-12-14"],
  ["on Friday", "Asia/Seoul", "2025-12-12", "2025-12-12"],
  ["last 24 hours", "Asia/Seoul", "2025-12-11", "2025-12-12"],
  ["last 6 hours", "Asia/Seoul", "2025-12-12", "2025-12-12"],
  ["last 9 hours", "Asia/Seoul", "2025-12-11", "2025-12-12"],
  ["today", "UTC", "2025-12-11", "2025-12-11"],
  ["today", "America/Los_Angeles", "2025-12-11", "2025-12-11"],
  ["today", "Pacific/Kiritimati", "2025-12-12", "2025-12-12"],
])("%s at 08:00 in Seoul is in %s from %s to %s", (text, timeZone, from, to) => {
  expect(findTimeFrame(text, MORNING_IN_SEOUL, { timeZone })).toMatchObject({ from, to });
});

test("a date is the same day in every zone", () => {
  expect(findTimeFrame("today", "2025-12-11", { timeZone: "Asia/Seoul" })).toMatchObject({
    from: "2025-12-11",
  });
  expect(localDay("2025-12-11", "Asia/Seoul")).toBe("2025-12-11");
  expect(localDay(MORNING_IN_SEOUL, "Asia/Seoul")).toBe("2025-12-12");
});

test.each([
  ["2025-12-12", "Asia/Seoul", "2025-12-11T15:00:00Z", "2025-12-12T14:59:59Z"],
  ["2025-12-12", "UTC", "2025-12-12T00:00:00Z", "2025-12-12T23:59:59Z"],
  // Days on which clocks change have 23 and 25 hours.
  ["2025-03-30", "Europe/Berlin", "2025-03-29T23:00:00Z", "2025-03-30T21:59:59Z"],
  ["2025-10-26", "Europe/Berlin", "2025-10-25T22:00:00Z", "2025-10-26T22:59:59Z"],
  ["2025-12-12", "Asia/Kolkata", "2025-12-11T18:30:00Z", "2025-12-12T18:29:59Z"],
  ["2025-12-12", "America/St_Johns", "2025-12-12T03:30:00Z", "2025-12-13T03:29:59Z"],
])("%s in %s is from %s to %s", (day, zone, start, end) => {
  expect(startOfDay(day, zone)).toBe(start);
  expect(endOfDay(day, zone)).toBe(end);
  expect(localTime(start, zone)).toBe(`${day}T00:00`);
});

test.each([
  ["en", false],
  ["en-US", false],
  ["en-GB", true],
  ["en-IN", true],
  ["de", true],
  ["fr", true],
  ["es-MX", true],
])("in %s the day comes first: %s", (language, dayFirst) => {
  expect(isDayFirst(language)).toBe(dayFirst);
  expect(findTimeFrame("10/12/2025", "2025-12-12", { language })).toMatchObject({
    from: dayFirst ? "2025-12-10" : "2025-10-12",
  });
});

describe("a query", () => {
  test.each(["Asia/Seoul", "UTC", "europe/berlin"])("may name the zone %s", (timeZone) => {
    expect(parseQuery({ text: "x", timeZone }).timeZone?.toLowerCase()).toBe(timeZone.toLowerCase());
  });

  test.each(["Seoul", "", "+09:00:00:00", "Mars/Base"])("may not name %j", (timeZone) => {
    expect(() => parseQuery({ text: "x", timeZone })).toThrow(
      expect.objectContaining({ code: "invalid-input", message: expect.stringContaining("timeZone") }),
    );
  });

  const RECORDS = [
    { id: "late", title: "Vote", text: "The vote was late.", published_at: "2025-12-11T20:00:00Z" },
    { id: "early", title: "Vote", text: "The vote was early.", published_at: "2025-12-10T20:00:00Z" },
    { id: "next", title: "Vote", text: "The vote was next.", published_at: "2025-12-11T22:00:00Z" },
  ];

  test("is answered with articles of its zone's days", async () => {
    const { folder } = await buildTestIndex(RECORDS);
    const asked = { text: "vote today", asOf: MORNING_IN_SEOUL };
    const inSeoul = await searchTestIndex(folder, { ...asked, timeZone: "Asia/Seoul" });
    expect(inSeoul.timeFrame).toEqual({ from: "2025-12-12", to: "2025-12-12", text: "today", articles: 2 });
    expect(inSeoul.hits.map(({ article, parts }) => [article.id, parts.recency === 1]).toSorted()).toEqual([
      ["early", false],
      ["late", true],
      ["next", true],
    ]);
    const inUtc = await searchTestIndex(folder, asked);
    expect(inUtc.timeFrame).toEqual({ from: "2025-12-11", to: "2025-12-11", text: "today", articles: 2 });
  });

  test.each([
    [["en-GB", "de"], "2025-12-10"],
    [["de"], "2025-12-10"],
    [["en-GB", "en-US"], "2025-10-12"],
    [["en"], "2025-10-12"],
    [[], "2025-10-12"],
  ])("reads 10/12/2025 in the day order of articles in %j: %s", async (languages, day) => {
    const records = RECORDS.map((record, index) => ({
      ...record,
      language: languages[index % languages.length],
    }));
    const { folder } = await buildTestIndex(records);
    const asked = { text: "vote of 10/12/2025", asOf: "2025-12-12" };
    expect((await searchTestIndex(folder, asked)).timeFrame).toMatchObject({ from: day, to: day });
    const filtered = await searchTestIndex(folder, { ...asked, language: "fr" });
    expect(filtered.timeFrame).toMatchObject({ from: "2025-12-10" });
  });

  test("as of a date includes the whole day in its zone and nothing later", async () => {
    const { folder } = await buildTestIndex(RECORDS);
    const ids = async (timeZone?: string) =>
      (await searchTestIndex(folder, { text: "vote", asOf: "2025-12-11", timeZone })).hits
        .map(({ article }) => article.id)
        .toSorted();
    expect(await ids("Asia/Seoul")).toEqual(["early"]);
    expect(await ids()).toEqual(["early", "late", "next"]);
  });

  test("reports if nothing was published in its time", async () => {
    const { folder } = await buildTestIndex(RECORDS);
    const { timeFrame, hits } = await searchTestIndex(folder, {
      text: "vote in March 2024",
      asOf: "2025-12-12",
    });
    expect(timeFrame).toMatchObject({ from: "2024-03-01", articles: 0 });
    expect(hits).toHaveLength(3);
    const filtered = { text: "vote on Wednesday", asOf: "2025-12-12", articleId: "late" };
    expect((await searchTestIndex(folder, filtered)).timeFrame).toMatchObject({ articles: 0 });
  });
});

describe("the dates of a filter", () => {
  const NIGHT = [
    { id: "before", publishedAt: "2025-12-11T14:59:59Z" },
    { id: "first", publishedAt: "2025-12-11T15:00:00Z" },
    { id: "dated", publishedAt: "2025-12-12" },
    { id: "last", publishedAt: "2025-12-12T14:59:59Z" },
    { id: "after", publishedAt: "2025-12-12T15:00:00Z" },
    { id: "dated-before", publishedAt: "2025-12-11" },
    { id: "dated-after", publishedAt: "2025-12-13" },
  ].map((record) => ({ ...record, title: `Herons ${record.id}`, text: "Herons were counted." }));

  test.each([
    ["Asia/Seoul", { from: "2025-12-12", to: "2025-12-12" }, ["last", "dated", "first"]],
    ["Asia/Seoul", { from: "2025-12-12" }, ["dated-after", "after", "last", "dated", "first"]],
    ["Asia/Seoul", { to: "2025-12-11" }, ["before", "dated-before"]],
    ["UTC", { from: "2025-12-12", to: "2025-12-12" }, ["after", "last", "dated"]],
    ["America/Los_Angeles", { from: "2025-12-12", to: "2025-12-12" }, ["after", "last", "dated"]],
    // Instants are the same everywhere.
    ["Asia/Seoul", { from: "2025-12-12T15:00:00Z" }, ["dated-after", "after", "dated"]],
    ["Asia/Seoul", { from: "2025-12-12", to: "2025-12-13", asOf: "2025-12-12" }, ["last", "dated", "first"]],
  ])("are days in %s: %j", async (timeZone, bounds, expected) => {
    const { folder } = await buildTestIndex(NIGHT);
    const browsed = await searchTestIndex(folder, { ...bounds, timeZone });
    expect(browsed.hits.map(({ article }) => article.id)).toEqual(expected);
    const asked = await searchTestIndex(folder, {
      ...bounds,
      timeZone,
      text: "herons counted",
      minConfidence: 0,
    });
    expect(asked.hits.map(({ article }) => article.id).toSorted()).toEqual(expected.toSorted());
  });
});
