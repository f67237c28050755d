import {
  articleFingerprint,
  encodeIdentities,
  hashOfId,
  hashOfOrigin,
  IdentityTable,
} from "@dateline-search/core/generation/article-identity";
import { expect, test } from "vitest";
import { exampleArticle } from "../../fixtures/example-article.ts";

test.each([
  [null, null],
  ["2025-03-10", "2025-03-10T09:30:00Z"],
  ["1963-11-22T18:30:01Z", "1963-11-23"],
  ["1970-01-01", "1970-01-01T00:00:00Z"],
])("an identity with the times %s and %s survives a round trip", (publishedAt, updatedAt) => {
  const article = exampleArticle({ id: "ferry" });
  const identity = {
    id: hashOfId("ferry"),
    alias: publishedAt === null ? null : hashOfId("tag:example.org,2025:ferry"),
    fingerprint: articleFingerprint(article),
    origin: publishedAt === null ? null : hashOfOrigin("bucket/key"),
    passages: 70_000,
    publishedAt,
    updatedAt,
    version: publishedAt === null ? null : 3,
  };
  const other = { ...identity, id: hashOfId("wheat"), passages: 1 };
  const table = new IdentityTable(encodeIdentities([other, identity]));
  expect(table.length).toBe(2);
  expect([table.read(0), table.read(1)]).toEqual([other, identity]);
});

test("the fingerprint depends on every field and on nothing else", () => {
  const article = exampleArticle({ id: "ferry" });
  const changed = Object.keys(article).map((field) => articleFingerprint({ ...article, [field]: "changed" }));
  expect(new Set([...changed, articleFingerprint(article)]).size).toBe(Object.keys(article).length + 1);
  const reordered = Object.fromEntries(Object.entries(article).reverse()) as typeof article;
  expect(articleFingerprint(reordered)).toBe(articleFingerprint(article));
});

test("a truncated file is damaged", () => {
  expect(() => new IdentityTable(new Uint8Array(65))).toThrow(
    expect.objectContaining({ code: "index-corrupt" }),
  );
});
