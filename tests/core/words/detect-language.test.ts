import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { detectLanguage } from "@dateline-search/core/words/detect-language";
import { describe, expect, test } from "vitest";

const SETS = fileURLToPath(new URL("../../relevance/languages/", import.meta.url));
const LANGUAGES = ["ar", "de", "es", "fr", "hi", "ja", "ko", "pt", "ru", "zh"];

describe("detectLanguage", () => {
  test.each(LANGUAGES)("detects short news in %s", (language) => {
    const lines = readFileSync(`${SETS}${language}/articles.jsonl`, "utf8").trim().split("\n");
    const articles = lines.map((line) => JSON.parse(line) as { title: string; text: string });
    expect(articles).toHaveLength(15);
    const found = articles.map(({ title, text }) => detectLanguage(`${title}\n${text}`));
    expect(found).toEqual(articles.map(() => language));
  });

  test.each([
    ["en", "The ferry to the islands was late on Wednesday because of fog, the harbour master said."],
    ["el", "Το πλοίο καθυστέρησε λόγω ομίχλης"],
    ["he", "המעבורת איחרה בגלל ערפל כבד"],
    ["ta", "தமிழ்நாட்டில் கனமழை பெய்தது"],
    ["bn", "ঢাকায় ভারী বৃষ্টিতে সড়ক ডুবে গেছে"],
    ["fa", "آلودگی هوا در تهران افزایش یافت و مدارس تعطیل شد"],
    ["uk", "Президент України підписав закон про місцеві вибори"],
    ["pa", "ਪੰਜਾਬ ਵਿੱਚ ਭਾਰੀ ਮੀਂਹ ਪਿਆ"],
  ])("detects a sentence in %s", (language, text) => {
    expect(detectLanguage(text)).toBe(language);
  });

  test.each(["", "2025", "Modi, Trump", "Wahl in Berlin", "!?", "Hello"])(
    "does not guess from too little text: %j",
    (text) => {
      expect(detectLanguage(text)).toBeNull();
    },
  );

  test("names of other languages in an English text do not matter", () => {
    const text =
      "Angela Merkel met 習近平 in Beijing. The talks lasted two hours and ended without a result.";
    expect(detectLanguage(text)).toBe("en");
  });
});
