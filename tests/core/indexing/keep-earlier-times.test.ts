import { isOlder } from "@dateline-search/core/generation/article-version";
import { keepEarlierTimes } from "@dateline-search/core/indexing/keep-earlier-times";
import { expect, test } from "vitest";
import { exampleArticle } from "../../fixtures/example-article.ts";

const FIRST = "2025-03-03T06:00:00Z";
const LATER = "2025-03-03T09:00:00Z";
const LATEST = "2025-03-04T08:00:00Z";

test.each([
  ["a feed that moves the date", { publishedAt: LATER }, { publishedAt: FIRST }, [FIRST, LATER]],
  ["a stated correction", { publishedAt: FIRST, updatedAt: LATER }, { publishedAt: FIRST }, [FIRST, LATER]],
  ["a correction without any time", {}, { publishedAt: FIRST }, [FIRST, null]],
  ["a version that first states a time", { publishedAt: FIRST }, {}, [FIRST, null]],
  ["neither with a time", {}, {}, [null, null]],
  [
    "an earlier correction",
    { publishedAt: LATEST },
    { publishedAt: FIRST, updatedAt: LATER },
    [FIRST, LATEST],
  ],
  ["a date that turns out earlier", { publishedAt: FIRST }, { publishedAt: LATER }, [FIRST, null]],
])(
  "%s: when it was first published and when last updated",
  (_, version, indexed, [publishedAt, updatedAt]) => {
    const article = exampleArticle({ id: "ferry", ...version });
    const known = { publishedAt: null, updatedAt: null, ...indexed };
    expect(keepEarlierTimes(article, known)).toMatchObject({ publishedAt, updatedAt });
  },
);

test("a version is older only if both have times", () => {
  const at = (publishedAt: string | null, updatedAt: string | null = null) => ({ publishedAt, updatedAt });
  expect(isOlder(at(FIRST), at(FIRST, LATER))).toBe(true);
  expect(isOlder(at(FIRST, LATER), at(FIRST, LATER))).toBe(false);
  expect(isOlder(at(null), at(FIRST))).toBe(false);
  expect(isOlder(at(FIRST), at(null))).toBe(false);
});
