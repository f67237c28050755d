import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveTitle } from "../../../packages/core/src/corpus/derive-title.ts";

describe("deriveTitle", () => {
  it.each([
    [
      "The president of the country spoke on Monday. Then he left.",
      "The president of the country spoke on Monday.",
    ],
    ["Mr. Smith, the U.S. envoy, spoke. He left.", "Mr. Smith, the U.S. envoy, spoke."],
    ['"We will close all of the mines," he said.\n\nMore.', '"We will close all of the mines," he said.'],
    ["Short.", "Short."],
    ["One line\nand another", "One line and another"],
    [
      "韓国と米国は北朝鮮のすべての問題について緊密に連携していると述べた。両国は協議する。",
      "韓国と米国は北朝鮮のすべての問題について緊密に連携していると述べた。",
    ],
  ])("takes the first sentence of %j", (text, expected) => {
    expect(deriveTitle(text)).toBe(expected);
  });

  it("cuts a long sentence at a word and marks the cut", () => {
    const title = deriveTitle(`${"word ".repeat(18)}endless, ${"more ".repeat(30)}.`);
    expect(title).toBe(`${"word ".repeat(18)}endless…`);
  });

  it("never cuts inside an emoji", () => {
    expect(deriveTitle("👩‍👩‍👧".repeat(50))).toBe(`${"👩‍👩‍👧".repeat(12)}…`);
  });

  it("is one line of at most 100 units from the beginning of the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 }), (text) => {
        const title = deriveTitle(text.trim());
        expect(title.length).toBeLessThanOrEqual(100);
        expect(title).not.toContain("\n");
        expect(text.trim().replace(/\s+/g, " ").startsWith(title.replace(/…$/, ""))).toBe(true);
      }),
    );
  });
});
