import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeEntities } from "../../../packages/core/src/corpus/decode-entities.ts";
import { normaliseLine, normaliseText } from "../../../packages/core/src/corpus/normalise-text.ts";

/** Text made of the characters that the rules are about, beside arbitrary text. */
const awkward = fc
  .array(
    fc.constantFrom(
      ..."\r\n\t\f\v \u00a0\u00ad\u0085\u0092\u0081\u200b\u200c\u200d\u2028\u2029\ufeff\ufffce\u0301가\u1100\u1161aÃÂâ©‚€™",
    ),
  )
  .map((characters) => characters.join(""));
const anyText = fc.oneof(awkward, fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }));

describe("normaliseText", () => {
  it.each([
    ["one\r\ntwo\rthree", "one\ntwo\nthree"],
    ["one  \n\n\n\n two \t", "one\n\n two"],
    ["cafe\u0301", "caf\u00e9"],
    ["\ufeffstart", "start"],
    ["co\u00adop\u200berate", "cooperate"],
    ["bell\u0007 nul\u0000", "bell nul"],
    ["tab\there", "tab here"],
    ["page\fnext", "page\n\nnext"],
    ["it\u0092s \u0093so\u0094", "it’s “so”"],
    ["caf\u00c3\u0007\u00a9", "café"],
    ["half \ud83d pair", "half \ufffd pair"],
  ])("turns %j into %j", (written, expected) => {
    expect(normaliseText(written)).toBe(expected);
  });

  it.each(["می‌خواهم", "👩‍👩‍👧", "क्‍ष", "العربية\u200f (AP)", "10\u00a0%"])("keeps %j as it is", (text) => {
    expect(normaliseText(text)).toBe(text);
  });

  it("is idempotent, well-formed, trimmed and in NFC for every text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normaliseText(text);
        expect(normaliseText(once)).toBe(once);
        expect(once).toBe(once.normalize("NFC").trim());
        expect(once).not.toMatch(/\n{3}|[^\S\n]\n|\r|\p{Surrogate}/u);
      }),
    );
  });

  it("joins several lines into one", () => {
    expect(normaliseLine(" A \n headline\t here ")).toBe("A headline here");
  });
});

describe("decodeEntities", () => {
  it.each([
    ["Rivals of the &#163;400 Apple", "Rivals of the £400 Apple"],
    ["caf&#xE9; &eacute; &EACUTE;", "café é &EACUTE;"],
    ["AT&amp;T &lt;b&gt; &amp;lt;", "AT&T <b> &lt;"],
    ["it&#146;s", "it’s"],
    ["AT&T &NA; &; &#; &bgr;", "AT&T &NA; &; &#; &bgr;"],
    ["&#0; &#xD800; &#x110000;", "&#0; &#xD800; &#x110000;"],
  ])("turns %j into %j", (written, expected) => {
    expect(decodeEntities(written)).toBe(expected);
  });

  it("does not change a text without an ampersand", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const plain = text.replaceAll("&", "");
        expect(decodeEntities(plain)).toBe(plain);
      }),
    );
  });
});

describe("UTF-8 that was read as Latin-1 or windows-1252", () => {
  it.each([
    ["The ferry canâ€™t sail, â€œwe hopeâ€\u009d.", "The ferry can’t sail, “we hope”."],
    ["cafÃ© et thÃ©", "café et thé"],
    ["Ã‰cole de MontrÃ©al", "École de Montréal"],
    ["FÃ¤hre fÃ¤llt aus, MÃ¼nchen", "Fähre fällt aus, München"],
    ["voilÃ\u00a0 la mer", "voilà la mer"],
    ["El niÃ±o espaÃ±ol, aquÃ\u00ad", "El niño español, aquí"],
    ["PÃ¥ sjÃ¸en â€“ i gÃ¥r", "På sjøen – i går"],
    ["Price: Â£5 and 5Â\u00a0km, Â£6Â£", "Price: £5 and 5 km, £6£"],
    ["Ð¿Ð°Ñ€Ð¾Ð¼", "паром"],
    ["æ¸\u00a1è¼ª", "渡輪"],
    ["ferry ðŸš¢", "ferry 🚢"],
    ["donâ\u0080\u0099t", "don’t"],
    ["donÃ¢â‚¬â„¢t", "don’t"],
    ["One cafÃ©\nNo café", "One café\nNo café"],
  ])("is restored: %s", (text, expected) => {
    expect(normaliseText(text).replaceAll("\u00a0", " ").replace("à  la", "à la")).toBe(expected);
    expect(normaliseText(normaliseText(text))).toBe(normaliseText(text));
  });

  it.each([
    "café, naïve, “quoted” – and ’90s",
    "CORAÇÃO E MANHÃ… DE NOVO",
    "“MANHÔ e “IRMÔ",
    "A line with cafÃ© and with café keeps both.",
    "Â is a letter, Ã too",
    "10€ â la carte",
    "VÂN ÐÀN Ð¿",
  ])("is not detected in %s", (text) => {
    expect(normaliseText(text)).toBe(text);
  });
});
