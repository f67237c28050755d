import { findTimeFrame } from "@dateline-search/core/search/time-frame";
import fc from "fast-check";
import { expect, test } from "vitest";

/** A Wednesday. */
const AS_OF = "2025-12-10T15:00:00Z";

function frameOf(text: string, asOf = AS_OF): string | null {
  const frame = findTimeFrame(text, asOf);
  return frame && `${frame.from}…${frame.to} ${frame.text}`;
}

test.each([
  ["what did the envoy say yesterday", "2025-12-09…2025-12-09 yesterday"],
  ["Yesterday's vote in Seoul", "2025-12-09…2025-12-09 Yesterday"],
  ["who resigned the day before yesterday?", "2025-12-08…2025-12-08 the day before yesterday"],
  ["explosion last night", "2025-12-09…2025-12-09 last night"],
  ["today's vote", "2025-12-10…2025-12-10 today"],
  ["storm this morning", "2025-12-10…2025-12-10 this morning"],
  ["strikes this week", "2025-12-08…2025-12-14 this week"],
  ["This week in politics", "2025-12-08…2025-12-14 This week"],
  ["strikes last week", "2025-12-01…2025-12-07 last week"],
  ["strikes over the last week", "2025-12-03…2025-12-10 the last week"],
  ["strikes in the past three days", "2025-12-07…2025-12-10 the past three days"],
  ["floods last weekend", "2025-12-06…2025-12-07 last weekend"],
  ["what happened this month", "2025-12-01…2025-12-31 this month"],
  ["what happened last month", "2025-11-01…2025-11-30 last month"],
  ["budget last year", "2024-01-01…2024-12-31 last year"],
  ["two weeks ago", "2025-11-24…2025-11-30 two weeks ago"],
  ["a month ago", "2025-11-01…2025-11-30 a month ago"],
  ["3 days ago", "2025-12-07…2025-12-07 3 days ago"],
  ["talks on Monday", "2025-12-08…2025-12-08 on Monday"],
  ["talks on wednesday", "2025-12-10…2025-12-10 on wednesday"],
  ["talks last Wednesday", "2025-12-03…2025-12-03 last Wednesday"],
  ["protests Friday", "2025-12-05…2025-12-05 Friday"],
  ["protests since Friday", "2025-12-05…2025-12-10 Friday"],
  ["talks of December 8", "2025-12-08…2025-12-08 December 8"],
  ["talks on dec. 8th", "2025-12-08…2025-12-08 dec. 8th"],
  ["talks on 8 December", "2025-12-08…2025-12-08 8 December"],
  ["December 24 concert", "2024-12-24…2024-12-24 December 24"],
  ["May 8 ceremony", "2025-05-08…2025-05-08 May 8"],
  ["ceremony on may 8", "2025-05-08…2025-05-08 may 8"],
  ["march 8 2024 ceremony", "2024-03-08…2024-03-08 march 8 2024"],
  ["8th of May, 2024", "2024-05-08…2024-05-08 8th of May, 2024"],
  ["2025-11-30", "2025-11-30…2025-11-30 2025-11-30"],
  ["in November 2025", "2025-11-01…2025-11-30 in November 2025"],
  ["elections may 2024", "2024-05-01…2024-05-31 may 2024"],
  ["elections in November", "2025-11-01…2025-11-30 in November"],
  ["elections last december", "2024-12-01…2024-12-31 last december"],
  ["in May", "2025-05-01…2025-05-31 in May"],
  ["2013", "2013-01-01…2013-12-31 2013"],
  ["who won in 2013?", "2013-01-01…2013-12-31 in 2013"],
  ["election 2013", "2013-01-01…2013-12-31 2013"],
  ["what happened in 2013 in Paris", "2013-01-01…2013-12-31 in 2013"],
  ["since 2024", "2024-01-01…2025-12-10 2024"],
  ["after December 8", "2025-12-09…2025-12-10 December 8"],
  ["between November 2024 and March 2025", "2024-11-01…2025-03-31 November 2024 and March 2025"],
  ["from Monday to Tuesday", "2025-12-08…2025-12-09 Monday to Tuesday"],
  ["from 2013 to 2015", "2013-01-01…2015-12-31 2013 to 2015"],
  ["from December 3 to December 5", "2025-12-03…2025-12-05 December 3 to December 5"],
])("%j is of %s", (text, frame) => {
  expect(frameOf(text)).toBe(frame);
});

test.each([
  "ferry delays",
  "may the state raise taxes",
  "May resigns as prime minister",
  "may 8 people meet",
  "8 may die",
  "how far did they march",
  "march 8 miles",
  "the peace march in Seoul",
  "women killed in march",
  "second thoughts",
  "the 2008 crisis",
  "the crisis of 2008",
  "2008 financial crisis",
  "effects of the 2008 crash on banks",
  "in 2000 villages",
  "more than 2013",
  "$2013",
  "2013-14 season",
  "room 2013b",
  "Agenda 2030",
  "in 2030",
  "Black Friday",
  "sales on Black Friday",
  "bloody Sunday",
  "Bloody Sunday",
  "Sunday Times",
  "writes on Sunday Times",
  "USA Today",
  "Friday prayers",
  "the last week of the campaign",
  "the last year of his presidency",
  "before December 8",
  "from Friday to Monday and Tuesday",
  "until yesterday",
  "tomorrow",
  "next week",
  "in one week",
  "February 30",
  "13 months ago in 2013 and 2014 and 2015",
  "compare 2013 with 2014",
  "day care",
  "the sun today and yesterday",
  "decade",
  "marching on",
  "augmented reality",
  "Jan committee",
])("%j names no time", (text) => {
  expect(frameOf(text)).toBeNull();
});

test("a time is relative to the requested moment", () => {
  expect(frameOf("yesterday", "2025-01-01")).toBe("2024-12-31…2024-12-31 yesterday");
  expect(frameOf("last month", "2025-01-31T00:00:00Z")).toBe("2024-12-01…2024-12-31 last month");
  expect(frameOf("February 29", "2026-03-01")).toBeNull();
  expect(frameOf("February 29", "2025-03-01")).toBe("2024-02-29…2024-02-29 February 29");
});

test("any text gives no time or a range of days that has begun, from a part of the text", () => {
  const word = fc.constantFrom(
    ..."on in last this the of May march December Monday 8 2013 week years ago two yesterday and to between past 2025-12-01 ,".split(
      " ",
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 8 }), (words) => {
      const text = words.join(" ");
      const frame = findTimeFrame(text, AS_OF);
      if (frame === null) return;
      expect(frame.from <= frame.to && frame.from <= "2025-12-10").toBe(true);
      expect(frame.from).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      expect(text).toContain(frame.text);
    }),
  );
});
