import { describe, expect, it } from "vitest";
import { articleId, canonicalUrl } from "../../../packages/core/src/corpus/article-id.ts";

const NOTHING = { id: null, url: null, title: null, text: "Text." };

describe("articleId", () => {
  it("is the explicit id, trimmed, whatever else is known", () => {
    expect(articleId({ ...NOTHING, id: " a-7 ", url: "https://example.org/a" })).toBe("a-7");
  });

  it("depends on the URL alone when there is one", () => {
    const id = articleId({ ...NOTHING, url: "https://example.org/a", title: "One" });
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(articleId({ ...NOTHING, url: "https://EXAMPLE.org/a/?utm_source=x#top", text: "Other." })).toBe(
      id,
    );
  });

  it("depends on title and text when there is neither id nor URL", () => {
    const id = articleId(NOTHING);
    expect(articleId({ ...NOTHING })).toBe(id);
    expect(articleId({ ...NOTHING, text: "Text!" })).not.toBe(id);
    expect(articleId({ ...NOTHING, title: "Title" })).not.toBe(id);
    expect(articleId({ ...NOTHING, title: "a", text: "bc" })).not.toBe(
      articleId({ ...NOTHING, title: "ab", text: "c" }),
    );
  });
});

describe("canonicalUrl", () => {
  it.each([
    ["HTTPS://Example.ORG:443/News/A/", "https://example.org/News/A"],
    ["https://example.org/", "https://example.org"],
    ["https://example.org/?id=7", "https://example.org/?id=7"],
    ["https://example.org/a?id=7&utm_source=x&UTM_Medium=y&fbclid=z", "https://example.org/a?id=7"],
    ["https://example.org/a?utm_source=x#part", "https://example.org/a"],
    ["https://example.org/a?q=a+b%20c", "https://example.org/a?q=a+b%20c"],
    ["https://example.org/a?path=x/", "https://example.org/a?path=x/"],
  ])("writes %s as %s", (url, expected) => {
    expect(canonicalUrl(url)).toBe(expected);
    expect(canonicalUrl(expected)).toBe(expected);
  });
});
