import { parseQuery } from "@dateline-search/core/search/parse-query";
import { decodeCursor, encodeCursor } from "@dateline-search/functions/cursor";
import { expect, test } from "vitest";

const QUERY = parseQuery({ text: "wheat", source: "Harbour Gazette" });
const CURSOR = { generation: "a1".repeat(32), offset: 10, at: "2025-04-02T10:00:00.000Z" };

test.each([{}, { reranker: "b2".repeat(32) }])("a cursor is read as it was made, with %j", (more) => {
  const cursor = { ...CURSOR, ...more };
  expect(decodeCursor(encodeCursor(cursor, QUERY), QUERY)).toEqual(cursor);
  expect(decodeCursor(encodeCursor(cursor, QUERY), { ...QUERY, limit: 3 })).toEqual(cursor);
});

test("a cursor with any changed character is rejected", () => {
  const cursor = encodeCursor(CURSOR, QUERY);
  for (let index = 0; index < cursor.length; index++) {
    for (const character of "Aw9-!") {
      if (cursor[index] === character) continue;
      const changed = cursor.slice(0, index) + character + cursor.slice(index + 1);
      expect(() => decodeCursor(changed, QUERY), changed).toThrow("is not from this service, or was changed");
    }
  }
});

test.each([
  ["generation", 1, "c3".repeat(32)],
  ["offset", 2, 20],
  ["time", 3, "2024-01-01T00:00:00.000Z"],
  ["reranker", 5, "d4".repeat(32)],
])("a cursor with another %s is rejected", (_, index, value) => {
  const parts = JSON.parse(Buffer.from(encodeCursor(CURSOR, QUERY), "base64url").toString("utf8"));
  parts[index] = value;
  const changed = Buffer.from(JSON.stringify(parts)).toString("base64url");
  expect(() => decodeCursor(changed, QUERY)).toThrow("was changed");
});

test("a cursor of another query or other restrictions is rejected", () => {
  const cursor = encodeCursor(CURSOR, QUERY);
  for (const other of [
    parseQuery({ text: "rice", source: "Harbour Gazette" }),
    parseQuery({ text: "wheat" }),
  ]) {
    expect(() => decodeCursor(cursor, other)).toThrow("belongs to another query");
  }
});

test.each(["", "abc", "{}", "W10", "bnVsbA"])("%j is not a cursor", (cursor) => {
  expect(() => decodeCursor(cursor, QUERY)).toThrow("is not from this service");
});
