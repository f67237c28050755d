import { indexTerms, queriedTerms, termGroups } from "@dateline-search/core/words/index-terms";
import { normaliseWord } from "@dateline-search/core/words/normalise-word";
import { splitWords } from "@dateline-search/core/words/split-words";
import { describe, expect, test } from "vitest";

/** Whether a query finds a text in which its words stand in other forms. */
function finds(query: string, text: string, language: string | null): boolean {
  const indexed = new Set(indexTerms(text, language));
  const groups = splitWords(query).flatMap((word) => termGroups(word, language === null ? [] : [language]));
  return groups.length > 0 && groups.every((group) => group.some((term) => indexed.has(term)));
}

describe("a word finds its other forms", () => {
  test.each([
    ["ko", "서울", "서울의 날씨"],
    ["ko", "서울", "서울에서 열린 회의"],
    ["ko", "대통령", "대통령은 말했다"],
    ["ko", "대통령".normalize("NFD"), "대통령이 떠났다"],
    ["ja", "ﾜｸﾁﾝ", "ワクチン接種"],
    ["ja", "ＮＨＫ", "NHKが伝えた"],
    ["zh", "２０２５", "2025年"],
    ["ar", "الاتفاق", "اتفاق بين البلدين"],
    ["ar", "اتفاق", "والاتفاق"],
    ["ar", "اسعار", "أسعار النفط"],
    ["ar", "مدرسه", "في المدرسة"],
    ["ar", "مدرسة", "للمدرسة"],
    ["ar", "فيضان", "الفيضانات"],
    ["ar", "وزير", "الوزير السابق"],
    ["ar", "مُحَمَّد", "محمد"],
    ["ar", "على", "علي"],
    ["ar", "كـــتاب", "كتاب"],
    ["ar", "٢٠٢٥", "2025"],
    ["fa", "کتاب", "كتاب"],
    ["el", "ΑΘΗΝΑ", "Αθήνα"],
    ["el", "Αθηνα", "στην Αθήνα"],
    ["el", "δρόμος", "δρομου"],
    ["el", "εκλογές", "εκλογών"],
    ["ru", "Елка", "ёлка"],
    ["ru", "ПЁТР", "Петр"],
    ["ru", "забастовка", "о забастовках"],
    ["uk", "ВИБОРИ", "вибори"],
    ["hi", "हिंदी", "हिन्दी"],
    ["hi", "गांव", "गाँव"],
    ["hi", "मंत्री", "मंत्रियों ने"],
    ["hi", "फैक्टरी", "फ़ैक्टरियों में"],
    ["hi", "२०२५", "2025"],
    ["he", "שָׁלוֹם", "שלום"],
    ["de", "Dorf", "in den Dörfern"],
    ["de", "Muenchen", "München"],
    ["de", "STRASSE", "Straße"],
    ["de", "Ministerin", "Minister"],
    ["de-AT", "Häuser", "Haus"],
    ["fr", "évacué", "évacuées"],
    ["fr", "Elysée", "l'Élysée"],
    ["es", "inundacion", "inundaciones"],
    ["es", "inundación", "INUNDACIÓN"],
    ["pt", "eleicao", "eleições"],
    ["pt", "vacina", "vacinas"],
    ["it", "elezione", "elezioni"],
    ["nl", "verkiezing", "verkiezingen"],
    ["sv", "bilar", "bilen"],
    ["tr", "seçimler", "seçimlerde"],
    ["ta", "வெள்ளம்", "வெள்ளத்தால்"],
    ["pl", "Łódź", "LODZ"],
    // English words within articles of another language and script.
    ["ru", "elections", "Election"],
    [null, "elections", "Election"],
    ["en", "enrichment", "enriching"],
  ])("in %j, %j finds %j", (language, query, text) => {
    expect(finds(query, text, language)).toBe(true);
  });

  test.each([
    ["ko", "서울", "부산의 날씨"],
    ["ru", "школа", "шкала"],
    ["ar", "وزير", "زير"],
    ["de", "Haus", "Hase"],
    ["ja", "東京", "京都"],
    ["hi", "बाढ़", "आग"],
  ])("in %j, %j does not find %j", (language, query, text) => {
    expect(finds(query, text, language)).toBe(false);
  });
});

test("a query in several languages is searched in all of them, as one word", () => {
  expect(termGroups("organisation", ["en", "fr"])).toEqual([["organiz", "organis"]]);
  expect(termGroups("ferries", ["en"])).toEqual([["ferri"]]);
  expect(termGroups("서울에서", ["ko", "en"])).toEqual([["서울"], ["울에"], ["에서"]]);
  expect(queriedTerms(["ferries", "서울"], ["en", "ko"])).toEqual(new Set(["ferri", "서울"]));
});

test.each(["Café", "ёлка", "الأسعار", "गाँव", "ＡＢＣ", "Άγιος", "서울", "٣"])(
  "normalising %j twice changes nothing more",
  (word) => {
    const once = normaliseWord(word.toLowerCase());
    expect(normaliseWord(once)).toBe(once);
  },
);
