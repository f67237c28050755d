import { describe, expect, it } from "vitest";
import { decodeMarkup } from "../../../packages/core/src/corpus/decode-markup.ts";
import { decodeText } from "../../../packages/core/src/corpus/decode-text.ts";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";
import { outline } from "../../fixtures/source-entries.ts";
import { encodeCodePage850, encodeLegacy } from "./encode-legacy.ts";

describe("a short text", () => {
  it.each([
    ["windows-1250", "Řidič ujel od nehody u Třebíče."],
    ["windows-1250", "Śląsk wygrał, a Gdynia przegrała mecz."],
    ["windows-1250", "Köszönjük, mondta a győri polgármester."],
    ["iso-8859-2", "Pożar zniszczył halę w Łodzi, są ranni."],
    ["iso-8859-2", "Šéf policie odstoupil kvůli úplatkům."],
    ["windows-1254", "Başbakan bugün açıklama yaptı, dedi."],
    ["windows-1257", "Šiaulių meras pažadėjo naują tiltą."],
    ["windows-1257", "Rīgā atklāja jaunu tiltu, ziņo aģentūra."],
    ["koi8-u", "Київ відкрив новий міст, їхав перший автобус."],
    ["koi8-r", "Мост через реку открыли в субботу."],
    ["ibm866", "Мост через реку открыли в субботу."],
    ["iso-8859-5", "Мост через реку открыли в субботу."],
    ["windows-1251", "Мостът над реката беше открит в събота."],
    ["macintosh", "Die Brücke über den Rhein wird größer und schöner."],
    ["macintosh", "Le pont a été rouvert, a déclaré le préfet, très ému."],
    ["windows-1253", "Η γέφυρα άνοιξε το Σάββατο, είπε ο δήμαρχος."],
  ])("in %s is recognised by its letters: %s", (encoding, text) => {
    expect(decodeText(encodeLegacy(text, encoding)).text).toBe(text);
  });

  it("in code page 850 is recognised by its letters", () => {
    const text = "Die Brücke über den Rhein wird größer und schöner.";
    expect(decodeText(encodeCodePage850(text)).text).toBe(text);
  });

  it.each([
    ["渡口关闭，等待修理。\n\n镇长周一表示歉意。\n"],
    ["港は閉鎖された。\n\n町長は謝罪した。\n"],
    ["항구가 닫혔다.\n\n시장이 사과했다.\n"],
  ])("in UTF-16 without a mark is recognised by its line ends: %j", (text) => {
    const bytes = Buffer.from(text, "utf16le");
    expect(decodeText(bytes).text).toBe(text);
    expect(decodeText(Buffer.from(bytes).swap16()).text).toBe(text);
  });

  it("in Java's UTF-8 keeps its surrogate pairs", () => {
    const bytes = Buffer.concat([Buffer.from("Brücke "), Buffer.from("eda0bdedba80c080", "hex")]);
    expect(decodeText(bytes).text).toBe("Brücke 🚀 ");
  });
});

describe("a document that declares the wrong encoding", () => {
  const feed = (declared: string, title: string) =>
    `<?xml version="1.0" encoding="${declared}"?><rss><channel><item><title>${title}</title></item></channel></rss>`;

  it.each([
    ["iso-8859-1", "windows-1251", "Мост открыли в субботу утром"],
    ["windows-1252", "windows-1250", "Śląsk wygrał, a Gdynia przegrała"],
    ["utf-8", "windows-1251", "Мост открыли в субботу утром"],
    ["utf-8", "iso-8859-2", "Šéf policie odstoupil kvůli úplatkům"],
  ])("%s instead of %s is read in the right one", (declared, encoding, title) => {
    const text = feed(declared, title);
    expect(decodeMarkup(encodeLegacy(text, encoding), null).text).toBe(text);
  });

  it("keeps the declared one if the text is plausible in it", () => {
    const text = feed("iso-8859-1", "Fête à l'hôtel, señor, größer: são Tomé");
    expect(decodeMarkup(Buffer.from(text, "latin1"), null)).toMatchObject({ text, encoding: "windows-1252" });
  });

  it("with a broken character is read with a note", () => {
    const [before = "", behind = ""] = feed("utf-8", "Brücke X über").split("X");
    const bytes = Buffer.concat([Buffer.from(before), Buffer.of(0xfc), Buffer.from(behind)]);
    expect(outline([...readSourceBytes({ name: "a.xml", bytes })])).toEqual([
      "article 1 Brücke \ufffd über",
      "note 1 text is damaged UTF-8; unreadable characters become \ufffd",
    ]);
  });
});
