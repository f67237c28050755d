import type { Hit } from "@dateline-search/client";
import { type Facets, keepChoices } from "@dateline-search/web/search/api";
import { exampleQuestions } from "@dateline-search/web/search/examples";
import { excerptOf } from "@dateline-search/web/search/excerpt";
import { formatAgo, formatTime } from "@dateline-search/web/search/format-date";
import { periodsOf } from "@dateline-search/web/search/months";
import { daysOfPreset } from "@dateline-search/web/search/presets";
import { safeImage, safeLink } from "@dateline-search/web/search/safe-link";
import {
  feedAddress,
  ORDERS,
  readState,
  type SearchState,
  writeState,
} from "@dateline-search/web/search/search-state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("the address of the page", () => {
  test("round-trips every state", () => {
    const texts = fc.string({ unit: "binary" });
    const lists = fc.array(texts, { maxLength: 3 });
    const dates = fc.constantFrom("", "2025-01-31");
    const states = fc.record({
      query: texts,
      source: lists,
      section: lists,
      tags: lists,
      place: lists,
      from: dates,
      to: dates,
      sort: fc.constantFrom(...ORDERS),
      isGrouped: fc.boolean(),
    });
    fc.assert(
      fc.property(states, (state) => {
        expect(readState(writeState(state))).toEqual(state);
      }),
    );
  });

  test("has no query for an empty state, and unknown parameters are ignored", () => {
    expect(writeState(readState(""))).toBe("");
    expect(readState("?q=a&from=yesterday&sort=best&group=all&utm_source=x")).toMatchObject({
      query: "a",
      from: "",
      sort: "relevance",
      isGrouped: true,
    });
  });
});

describe("an excerpt", () => {
  const sentence = "The ferry sailed again.";
  const passage = (before: string, after: string): Pick<Hit, "passage" | "highlight"> => {
    const start = 1_000 + before.length;
    const text = before + sentence + after;
    return {
      passage: { id: "p", start: 1_000, end: 1_000 + text.length, text },
      highlight: {
        text: sentence,
        start,
        end: start + sentence.length,
        words: [{ start: start + 4, end: start + 9 }],
        link: null,
      },
    };
  };

  test("marks the sentence and its words, and keeps a short passage whole", () => {
    expect(excerptOf(passage("Fog. ", " Storms."))).toEqual([
      { text: "Fog. ", isSentence: false, isWord: false },
      { text: "The ", isSentence: true, isWord: false },
      { text: "ferry", isSentence: true, isWord: true },
      { text: " sailed again.", isSentence: true, isWord: false },
      { text: " Storms.", isSentence: false, isWord: false },
    ]);
  });

  test("cuts a long passage between words on both sides", () => {
    const runs = excerptOf(passage("word ".repeat(100), " word".repeat(100)));
    const text = runs.map((run) => run.text).join("");
    expect(text.length).toBeLessThan(500);
    expect(text).toMatch(/^… (word )+The ferry sailed again\.( word)+ …$/);
  });

  test("never cuts into the sentence, whatever text surrounds it", () => {
    const around = fc.string({ maxLength: 600 });
    fc.assert(
      fc.property(around, around, (before, after) => {
        const marked = excerptOf(passage(before, after)).filter((run) => run.isSentence);
        expect(marked.map((run) => run.text).join("")).toBe(sentence);
      }),
    );
  });
});

describe("the histogram", () => {
  test("has a bar for every month between the first and the last, with its days", () => {
    const periods = periodsOf([
      { value: "2024-02", count: 3 },
      { value: "2023-12", count: 1 },
    ]);
    expect(periods).toEqual([
      { name: "2023-12", count: 1, from: "2023-12-01", to: "2023-12-31" },
      { name: "2024-01", count: 0, from: "2024-01-01", to: "2024-01-31" },
      { name: "2024-02", count: 3, from: "2024-02-01", to: "2024-02-29" },
    ]);
  });

  test("has a bar per year if there are too many months", () => {
    const periods = periodsOf([
      { value: "1999-12", count: 1 },
      { value: "2001-01", count: 2 },
      { value: "2002-12", count: 4 },
      { value: "2002-11", count: 8 },
    ]);
    expect(periods.map(({ name, count }) => [name, count])).toEqual([
      ["1999", 1],
      ["2000", 0],
      ["2001", 2],
      ["2002", 12],
    ]);
    expect(periodsOf([])).toEqual([]);
  });
});

test.each(["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//evil.example", "", null])(
  "%j is not a link",
  (url) => expect(safeLink(url)).toBeUndefined(),
);

test("an address on the web is a link", () => {
  expect(safeLink("https://news.example/a#:~:text=b")).toBe("https://news.example/a#:~:text=b");
});

test.each(["http://news.example/a.png", "data:image/png;base64,AAAA", "javascript:alert(1)", "/a.png"])(
  "%s is not shown as a picture",
  (address) => {
    expect(safeImage(address)).toBeUndefined();
  },
);

test("a picture loaded over TLS is shown", () => {
  expect(safeImage("https://news.example/a.png")).toBe("https://news.example/a.png");
});

describe("choices beside an answer", () => {
  const counted = (value: string): Facets => {
    const values = [{ value, count: 1 }];
    return { source: values, section: values, tags: values, place: values, month: values };
  };
  const asking = (change: Partial<SearchState>) => ({ ...readState("?q=ferry"), ...change });

  test("keep the values of a filtered field as they were before the filter", () => {
    const earlier = { query: "ferry", facets: counted("earlier") };
    const kept = keepChoices(asking({ source: ["a"], from: "2025-01-01" }), counted("now"), earlier);
    expect(kept).toEqual({
      ...counted("now"),
      source: counted("earlier").source,
      month: counted("earlier").month,
    });
  });

  test("come from the answer for a new question and for the first one", () => {
    const earlier = { query: "bridge", facets: counted("earlier") };
    expect(keepChoices(asking({ source: ["a"] }), counted("now"), earlier)).toEqual(counted("now"));
    expect(keepChoices(asking({ source: ["a"] }), counted("now"), undefined)).toEqual(counted("now"));
  });
});

test("a feed's address is on the API, with the filters and without the order", () => {
  const state = readState("?q=ferry&source=Wire&sort=date&group=none");
  expect(feedAddress("/", state)).toBe("/v1/search/rss.xml?q=ferry&source=Wire");
  expect(feedAddress("https://api.example/", state)).toBe(
    "https://api.example/v1/search/rss.xml?q=ferry&source=Wire",
  );
});

describe("the days of a preset", () => {
  // The visitor's local times: a Wednesday, a Sunday, and a Monday that begins a month.
  test.each([
    [new Date(2025, 11, 10, 0, 30), "Today", "2025-12-10", "2025-12-10"],
    [new Date(2025, 11, 10, 23, 30), "This week", "2025-12-08", "2025-12-10"],
    [new Date(2025, 11, 14, 12), "This week", "2025-12-08", "2025-12-14"],
    [new Date(2025, 8, 1, 12), "This week", "2025-09-01", "2025-09-01"],
    [new Date(2026, 0, 1, 12), "This week", "2025-12-29", "2026-01-01"],
    [new Date(2025, 11, 31, 12), "This month", "2025-12-01", "2025-12-31"],
  ] as const)("at %s %s is from %s to %s", (now, preset, from, to) => {
    expect(daysOfPreset(preset, now)).toEqual({ from, to });
  });
});

describe("how long ago something was", () => {
  const now = new Date(2025, 11, 10, 12, 0, 0);
  const ago = (milliseconds: number) => new Date(now.getTime() - milliseconds).toISOString();
  const HOUR = 3_600_000;
  test.each([
    [ago(30_000), "this minute"],
    [ago(5 * 60_000), "5 minutes ago"],
    [ago(3 * HOUR), "3 hours ago"],
    [ago(25 * HOUR), "yesterday"],
    [ago(-2 * HOUR), "in 2 hours"],
    ["2025-12-10", "today"],
    ["2025-12-09", "yesterday"],
    ["2025-12-04", "6 days ago"],
    ["2025-12-03", "Dec 3, 2025"],
    ["1963-05-01", "May 1, 1963"],
    ["not a date", "not a date"],
  ])("%s is displayed as %s", (time, expected) => {
    expect(formatAgo(time, now.getTime())).toBe(expected);
  });

  test("has a tooltip with the date, and the time of an instant", () => {
    expect(formatTime("2025-12-10")).toBe("Dec 10, 2025");
    expect(formatTime("2025-12-10T08:00:00Z")).toMatch(/^Dec \d+, 2025, \d+:00/);
    expect(formatTime("nonsense that is long")).toBe("nonsense that is long");
  });
});

test("example questions use places and headlines of the index", () => {
  const hit = (title: string) => ({ article: { title } }) as Hit;
  const hits = [
    hit("Ferry sails again"),
    hit("x".repeat(100)),
    hit("Ferry sails again"),
    hit("Bridge closed"),
    hit("2025"),
  ];
  const place = ["Seoul", "Delhi", "Lima"].map((value) => ({ value, count: 1 }));
  expect(exampleQuestions({ hits }, { place })).toEqual([
    "What happened in Seoul?",
    "What happened in Delhi?",
    "Ferry sails again",
    "Bridge closed",
  ]);
  expect(exampleQuestions({ hits: [] }, { place: [] })).toEqual([]);
});
