import { prepareSearches } from "@dateline-search/core/alerts/prepare-searches";
import { queryTerms } from "@dateline-search/core/search/query-terms";
import { findTimeFrame, withoutRelativeTime } from "@dateline-search/core/search/time-frame";
import { termsOfWord } from "@dateline-search/core/words/index-terms";
import { expect, test } from "vitest";
import { savedSearch } from "../../fixtures/saved-search.ts";

/** A Friday. */
const NOW = "2025-12-12T10:00:00Z";
const COUNTS = ["two", "a few", "a couple of", "10", "the twelve"];
const UNITS = ["day", "week", "fortnight", "month", "quarter", "year", "decade", "hour", "minute"];
const WEEKDAYS = ["Monday", "Wednesday", "Sunday"];

const TIMES: readonly string[] = [
  "yesterday",
  "the day before yesterday",
  "last night",
  "today",
  "tonight",
  "this morning",
  "this afternoon",
  "this evening",
  "recently",
  "right now",
  "these days",
  "just now",
  "in recent days",
  "in recent weeks",
  "in recent months",
  "at the moment",
  "the most recent",
  "very latest",
  "the newest",
  "breaking news",
  ...["this", "last", "past", "over the", "at the", "on the", "during the"].map((word) => `${word} weekend`),
  ...UNITS.flatMap((unit) => [
    ...["this", "last", "previous", "the past", "the last", "the previous"].map((word) => `${word} ${unit}`),
    ...COUNTS.flatMap((count) => [
      `the past ${count} ${unit}s`,
      `last ${count} ${unit}s`,
      `${count} ${unit}s ago`,
    ]),
  ]),
  ...WEEKDAYS.flatMap((day) => [
    ...["on", "last", "this", "past", "since", "after"].map((word) => `${word} ${day}`),
    `${day} morning`,
    `${day} night`,
    `from Monday to ${day}`,
    `between Monday and ${day}`,
  ]),
  ...["spring", "summer", "autumn", "fall", "winter"].flatMap((season) => [
    `last ${season}`,
    `this ${season}`,
  ]),
  "between last week and yesterday",
  "since last month",
  ...["of", "beginning", "starting", "commencing", "ending"].map((word) => `in the week ${word} Monday`),
];

test("alerts ignore the words that a search removes from a question because they name a time", () => {
  const questions = TIMES.flatMap((time) => [`ferry strike ${time}`, `what happened ${time} in Seoul`]);
  const dropped = questions.map((text) => {
    const left = new Set(queryTerms(withoutRelativeTime(text, findTimeFrame(text, NOW))));
    return queryTerms(text).filter((word) => !left.has(word));
  });
  const prepared = prepareSearches(
    questions.map((text) => savedSearch(text)),
    {
      embeddings: new Map(questions.map((text) => [text, Float32Array.of(1)])),
      languages: [],
      unknownShare: () => 0,
    },
  );
  const uncounted = dropped.flatMap((words, index) => {
    const { ofTime } = prepared.searches[index] ?? { ofTime: new Set<string>() };
    return words.flatMap((word) => termsOfWord(word)).filter((term) => !ofTime.has(term));
  });
  expect([...new Set(uncounted)]).toEqual([]);
  expect(dropped.filter((words) => words.length > 0).length).toBeGreaterThan(questions.length / 4);
});
