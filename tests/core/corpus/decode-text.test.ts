import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../../packages/core/src/corpus/decode-text.ts";
import { InvalidRecord } from "../../../packages/core/src/corpus/invalid-record.ts";
import { encodeCodePage850, encodeLegacy } from "./encode-legacy.ts";

const KOREAN =
  "한국과 미국은 북한 문제에 대해 매우 긴밀한 협력을 유지하고 있다고 주한 미국 대사대리가 수요일 말했다. " +
  "그는 서울에서 외교부 관계자를 만난 뒤 기자들에게 이같이 밝혔다.";
const JAPANESE =
  "韓国と米国は北朝鮮のすべての問題について緊密に連携していると、駐韓米国臨時代理大使が水曜日に述べた。" +
  "両国は定期的な協議を開くことを検討している。";
const CHINESE =
  "韩国和美国在所有与朝鲜有关的问题上保持着非常密切的伙伴关系，美国驻韩国临时代办星期三说。" +
  "两国正在讨论举行定期会议，以协调对朝政策。";
const RUSSIAN =
  "Южная Корея и Соединённые Штаты поддерживают тесное партнёрство по всем вопросам, связанным с Северной " +
  "Кореей, заявил в среду временный поверенный в делах США.";
const FRENCH =
  "La Corée du Sud et les États-Unis entretiennent un partenariat « très étroit » sur toutes les questions liées à " +
  "la Corée du Nord, a déclaré mercredi l’ambassadeur par intérim à Séoul.";
const ENGLISH =
  "The envoy said the two sides are “still in discussions” – and that it’s a matter of weeks, worth €5m.";
const GREEK =
  "Η Νότια Κορέα και οι Ηνωμένες Πολιτείες διατηρούν πολύ στενή συνεργασία σε όλα τα ζητήματα που αφορούν τη Βόρεια " +
  "Κορέα, δήλωσε την Τετάρτη ο επιτετραμμένος.";

describe("decodeText", () => {
  it.each([
    ["windows-1252", FRENCH],
    ["windows-1252", ENGLISH],
    ["windows-1251", RUSSIAN],
    ["koi8-r", RUSSIAN],
    ["iso-8859-7", GREEK],
    ["euc-kr", KOREAN],
    ["shift_jis", JAPANESE],
    ["euc-jp", JAPANESE],
    ["gb18030", CHINESE],
    ["big5", "韓國和美國在所有與朝鮮有關的問題上保持著非常密切的夥伴關係，美國駐韓國臨時代辦星期三說。"],
  ])("recognises %s: %s", (encoding, text) => {
    const bytes =
      encoding === "windows-1252"
        ? Buffer.from(text.replace(/[\u0100-\uffff]/g, toWindows1252Byte), "latin1")
        : encodeLegacy(text, encoding);
    expect(decodeText(bytes)).toEqual({ text, encoding });
  });

  it("prefers UTF-8 to everything else", () => {
    for (const text of ["plain", "", KOREAN, FRENCH, "👩‍👩‍👧"]) {
      expect(decodeText(Buffer.from(text))).toEqual({ text, encoding: "utf-8" });
    }
  });

  it("obeys and removes byte order marks", () => {
    const utf16 = Buffer.from(`\ufeff${KOREAN}`, "utf16le");
    expect(decodeText(utf16)).toEqual({ text: KOREAN, encoding: "utf-16le" });
    expect(decodeText(Buffer.from(utf16).swap16())).toEqual({ text: KOREAN, encoding: "utf-16be" });
    expect(decodeText(Buffer.from(`\ufeff${KOREAN}`))).toEqual({ text: KOREAN, encoding: "utf-8" });
  });

  it.each([
    ["Hello"],
    ['{"title": "Fähre", "text": "Grüße aus Köln."}'],
    ["渡船今天不开。The harbour said so on Monday.\n"],
    ["서울 날씨는 맑습니다.\n"],
    ["<?xml version='1.0'?><rss/>"],
  ])("reads UTF-16 without a byte order mark: %s", (text) => {
    const utf16 = Buffer.from(text, "utf16le");
    expect(decodeText(utf16)).toEqual({ text, encoding: "utf-16le" });
    expect(decodeText(Buffer.from(utf16).swap16())).toEqual({ text, encoding: "utf-16be" });
  });

  it.each([
    [
      "Die Fähre über den Fluß fährt nicht. Österreichs Züge müssen warten, sagte der Bürgermeister am Donnerstag.",
    ],
    [
      "Le préfet a déclaré que la forêt brûlait depuis l'été. Les pompiers sont arrivés à l'aube, près de la côte.",
    ],
    ["Færgen sejler ikke på grund af stormen, sagde kaptajnen på øen. Vi må vente, så længe det blæser."],
    ["El niño no quería ir a la montaña. ¿Qué pasó? Los españoles están contentos según el ministro."],
  ])("distinguishes text from DOS and from Windows: %s", (text) => {
    expect(decodeText(encodeCodePage850(text))).toEqual({ text, encoding: "ibm850" });
    expect(decodeText(Buffer.from(text, "latin1"))).toEqual({ text, encoding: "windows-1252" });
  });

  it("keeps the quotation marks and dashes of Windows", () => {
    const marks: Readonly<Record<string, number>> = { "“": 0x93, "”": 0x94, "’": 0x92, "—": 0x97, "…": 0x85 };
    const text = "He said: “It’s the ferry” — “we’ll wait… for it”, naïve café owners said.";
    const bytes = Buffer.from([...text].map((sign) => marks[sign] ?? sign.charCodeAt(0)));
    expect(decodeText(bytes)).toEqual({ text, encoding: "windows-1252" });
  });

  it("recognises the escape sequences of ISO-2022-JP, which are valid UTF-8", () => {
    const bytes = Buffer.from("\x1b$B4Z9q\x1b(B and more", "latin1");
    expect(decodeText(bytes)).toEqual({ text: "韓国 and more", encoding: "iso-2022-jp" });
  });

  it.each([
    ["a PDF document", Buffer.from("%PDF-1.7\n…")],
    ["a ZIP archive", Buffer.from("PK\x03\x04 word/document.xml")],
    ["a PNG image", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a])],
    ["an RTF document", Buffer.from("{\\rtf1 Hello}")],
    ["zero byte at offset 5", Buffer.from("Hello\0world")],
    ["zero byte at offset 5", Buffer.from("Hello\0the world is round")],
    ["zero byte at offset 1", Buffer.from([1, 0, 2, 0, 3, 0, 4, 0])],
    ["zero byte at offset 1", Buffer.from([65, 0, 0, 66, 0, 67])],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])],
    ["not valid utf-16le", Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00])],
    ["cannot be detected", Buffer.from([0x61, 0xff, 0x62])],
  ])("rejects %s", (reason, bytes) => {
    expect(() => decodeText(bytes)).toThrow(InvalidRecord);
    expect(() => decodeText(bytes)).toThrow(reason);
  });

  it("does not mistake damaged UTF-8 for windows-1252, and reports the damaged line", () => {
    const damaged = Buffer.concat([
      Buffer.from("Séoul\nL’été à "),
      Buffer.from([0xe9]),
      Buffer.from(" la fête"),
    ]);
    expect(() => decodeText(damaged)).toThrow(
      expect.objectContaining({ line: 2, reason: expect.stringContaining("damaged UTF-8") }),
    );
  });

  it("throws nothing but InvalidRecord for arbitrary bytes, and decodes equal bytes equally", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          expect(decodeText(bytes)).toEqual(decodeText(Uint8Array.from(bytes)));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidRecord);
        }
      }),
    );
  });

  it("returns every text stored as UTF-8 without zero bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const stored = `Text ${text.replaceAll("\0", "").replaceAll("\x1b", "")}`;
        expect(decodeText(Buffer.from(stored)).text).toBe(stored);
      }),
    );
  });
});

/** The typographic characters of windows-1252; the test states them, because Node 20's decoder has them wrong. */
function toWindows1252Byte(character: string): string {
  const bytes: Readonly<Record<string, string>> = {
    "€": "\x80",
    "’": "\x92",
    "“": "\x93",
    "”": "\x94",
    "–": "\x96",
  };
  const byte = bytes[character];
  if (byte === undefined) throw new Error(`no byte for ${character}`);
  return byte;
}
