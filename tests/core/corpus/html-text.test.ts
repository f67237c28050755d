import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlText } from "../../../packages/core/src/corpus/html/html-text.ts";
import { InvalidRecord } from "../../../packages/core/src/corpus/invalid-record.ts";

describe("htmlText", () => {
  it.each([
    ["<p>One  \n line.</p><p>Two.</p>", "One line.\n\nTwo."],
    ["One<br>line<br/><br>Two", "One\nline\n\nTwo"],
    ["a <b>bold</b> word, <i>and</i><i> more</i>", "a bold word, and more"],
    ["<ul><li>one</li><li>two</li></ul>after", "one\ntwo\n\nafter"],
    ["<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"],
    ["<script>x</script><style>y</style><img alt='z'><noscript>w</noscript>text", "text"],
    ["<pre>a\n  b</pre>", "a\n  b"],
    ["5 &lt; 6 &amp;amp; AT&T caf&eacute; &#8217;", "5 < 6 &amp; AT&T café ’"],
    ["<p>un<p>closed <em>tags", "un\n\nclosed tags"],
    ["<!-- hidden -->shown", "shown"],
    ["", ""],
  ])("converts %j to %j", (html, expected) => {
    expect(htmlText(html)).toBe(expected);
  });

  it("rejects HTML that is nested too deeply", () => {
    expect(() => htmlText("<div>".repeat(1_001))).toThrow(InvalidRecord);
  });

  it("throws nothing but InvalidRecord and leaves no space at line ends for arbitrary markup", () => {
    const piece = fc.constantFrom(
      "<p>",
      "</p>",
      "<br>",
      "<li>",
      "<td>",
      "<script>",
      "</script>",
      " ",
      "\n",
      "word",
      "&amp;",
      "<",
      "<!--",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = htmlText(pieces.join(""));
        expect(text).toBe(text.trim());
        expect(text).not.toMatch(/\n{3}/);
      }),
    );
  });
});
