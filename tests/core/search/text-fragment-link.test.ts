import { textFragmentLink } from "@dateline-search/core/search/text-fragment-link";
import fc from "fast-check";
import { expect, test } from "vitest";

const PAGE = "https://news.example/a";

test.each([
  ["Prices fell.", "Prices%20fell."],
  ["A well-known B&B, near the sea", "A%20well%2Dknown%20B%26B%2C%20near%20the%20sea"],
  ["100 % – “sure”", "100%20%25%20%E2%80%93%20%E2%80%9Csure%E2%80%9D"],
  ["霧でフェリー", "%E9%9C%A7%E3%81%A7%E3%83%95%E3%82%A7%E3%83%AA%E3%83%BC"],
  ["two  spaces\u00a0here ", "two%20spaces%20here"],
])("%j is linked as %s", (text, directive) => {
  expect(textFragmentLink(PAGE, text)).toBe(`${PAGE}#:~:text=${directive}`);
});

test("a long text is linked by its first and last words", () => {
  const text = `One two three four five six ${"and so on ".repeat(30)}seven eight nine ten eleven twelve.`;
  expect(textFragmentLink(PAGE, text)).toBe(
    `${PAGE}#:~:text=One%20two%20three%20four%20five%20six,seven%20eight%20nine%20ten%20eleven%20twelve.`,
  );
});

test("a text of two paragraphs is linked by its ends, which do not overlap", () => {
  expect(textFragmentLink(PAGE, "She said:\n\n“Never again.”")).toBe(
    `${PAGE}#:~:text=She%20said,Never%20again.%E2%80%9D`,
  );
});

test("the URL's fragment stays, its directive is replaced", () => {
  expect(textFragmentLink(`${PAGE}#part`, "x")).toBe(`${PAGE}#part:~:text=x`);
  expect(textFragmentLink(`${PAGE}#:~:text=old`, "x")).toBe(`${PAGE}#:~:text=x`);
});

test.each([null, "", "not a url", "ftp://news.example/a", "javascript:alert(1)", "https://", "/a"])(
  "%j is no web address",
  (url) => {
    expect(textFragmentLink(url, "text")).toBeNull();
  },
);

test("a text without letters is not linked", () => {
  expect(textFragmentLink(PAGE, "…!")).toBeNull();
});

test("any text gives a link that can be decoded to its beginning and its end", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 1_000 }), fc.string({ unit: "binary" }), (a, b) => {
      const text = `${a}${b}`;
      const link = textFragmentLink(PAGE, text);
      if (link === null) return;
      const [, directive = ""] = link.split(":~:text=");
      expect(directive).not.toMatch(/[&-]/);
      const parts = directive.split(",").map(decodeURIComponent);
      const flowing = text
        .trim()
        .replace(/\s+/g, " ")
        .replace(/\p{Surrogate}/gu, "\ufffd");
      expect(parts.length).toBeLessThanOrEqual(2);
      expect(flowing.startsWith(parts[0] ?? "")).toBe(
        parts.length === 1 || flowing.startsWith(parts[0] ?? ""),
      );
      expect(flowing.endsWith(parts.at(-1) ?? "")).toBe(true);
    }),
  );
});
