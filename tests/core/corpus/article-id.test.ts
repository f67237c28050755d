import { describe, expect, it } from "vitest";
import { articleId } from "../../../packages/core/src/corpus/article-id.ts";
import { canonicalId, canonicalUrl } from "../../../packages/core/src/corpus/canonical-url.ts";

const NOTHING = { id: null, url: null, title: null, text: "Text." };

describe("articleId", () => {
  it("is the explicit id, trimmed, if there is one", () => {
    expect(articleId({ ...NOTHING, id: " a-7 ", url: "https://example.org/a" })).toBe("a-7");
  });

  it("is the same for an address in any field", () => {
    const url = "http://www.example.org/a?utm_source=rss";
    expect(articleId({ ...NOTHING, id: url })).toBe(articleId({ ...NOTHING, url }));
  });

  it("depends only on the URL if there is one", () => {
    const id = articleId({ ...NOTHING, url: "https://example.org/a", title: "One" });
    expect(id).toBe("https://example.org/a");
    expect(articleId({ ...NOTHING, url: "https://EXAMPLE.org/a/?utm_source=x#top", text: "Other." })).toBe(
      id,
    );
  });

  it("depends on title and text if there is neither id nor URL", () => {
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
    ["http://example.org/a", "https://example.org/a"],
    ["http://example.org:8080/a", "http://example.org:8080/a"],
    ["https://www.example.org/a", "https://example.org/a"],
    ["https://www.example/a", "https://www.example/a"],
    ["https://u.example/a?xtor=RSS-1", "https://u.example/a"],
    ["https://u.example/a?CMP=twt&id=1", "https://u.example/a?id=1"],
    ["https://u.example/a?traffic_source=rss", "https://u.example/a"],
    ["https://u.example/a?_hsenc=a&_hsmi=1&twclid=1&srsltid=2&mkt_tok=3", "https://u.example/a"],
    ["https://u.example/a?mtm_campaign=x&hsa_acc=1&gad_source=1", "https://u.example/a"],
    ["https://m.example.org/a", "https://example.org/a"],
    ["https://mobile.example.co.uk/a", "https://example.co.uk/a"],
    ["https://amp.example.org/a", "https://example.org/a"],
    ["https://m.example/a", "https://m.example/a"],
    ["https://example.org/a/amp/", "https://example.org/a"],
    ["https://example.org/a.amp.html", "https://example.org/a.html"],
    ["https://example.org/a?amp=1", "https://example.org/a"],
    ["https://example.org/a?outputType=amp&id=7", "https://example.org/a?id=7"],
    ["https://example.org/a?amp=7", "https://example.org/a?amp=7"],
    ["https://example.org/camp", "https://example.org/camp"],
    ["https://www.google.com/amp/s/example.org/a/amp/", "https://example.org/a"],
    ["https://example-org.cdn.ampproject.org/c/s/example.org/a.amp", "https://example.org/a"],
    ["https://example.org/?page=m", "https://example.org/?page=m"],
    ["https://example.org/a?share=twitter&ref=rss", "https://example.org/a"],
    ["https://example.org/a?share=7&ref=4711", "https://example.org/a?share=7&ref=4711"],
  ])("writes %s as %s", (url, expected) => {
    expect(canonicalUrl(url)).toBe(expected);
    expect(canonicalUrl(expected)).toBe(expected);
  });
});

describe("canonicalId", () => {
  it.each([
    ["a-7", null, "a-7"],
    ["urn:newsml:x:1", "https://x.example/1", "urn:newsml:x:1"],
    ["https://news.example/c1#0", "https://news.example/c1?at_medium=RSS", "https://news.example/c1"],
    ["https://news.example/c1#3", "https://news.example/c1", "https://news.example/c1"],
    [
      "https://news.example/live#post-12",
      "https://news.example/live/12",
      "https://news.example/live#post-12",
    ],
    ["https://news.example/feed#1", null, "https://news.example/feed#1"],
    ["https://news.example/a#xtor=RSS-1", null, "https://news.example/a"],
    ["https://news.example/a#:~:text=ferry", null, "https://news.example/a"],
  ])("writes %s of the page %s as %s", (id, url, expected) => {
    expect(canonicalId(id, url)).toBe(expected);
  });
});
