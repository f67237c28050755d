import { describe, expect, it } from "vitest";
import { parseDateline } from "../../../packages/core/src/corpus/parse-dateline.ts";

const STORY = "South Korea said on Wednesday.";

describe("parseDateline", () => {
  it.each([
    ["Seoul, Dec 10 (IANS) ", "Seoul", "IANS", "2025-12-10"],
    ["Seoul, Dec 10 (XYZ) ", "Seoul", "XYZ", "2025-12-10"],
    ["SEOUL, Dec. 10 (Yonhap) -- ", "SEOUL", "Yonhap", "2025-12-10"],
    ["LONDON, March 3 (Reuters) - ", "LONDON", "Reuters", "2026-03-03"],
    ["London, 3 March 2024 (Reuters) – ", "London", "Reuters", "2024-03-03"],
    ["New Delhi, January 5 (PTI): ", "New Delhi", "PTI", "2026-01-05"],
    ["Rio de Janeiro, Dec 9 (EFE).- ", "Rio de Janeiro", "EFE", "2025-12-09"],
    ["Rio de Janeiro, Dec 9 (EFE) - ", "Rio de Janeiro", "EFE", "2025-12-09"],
    ["AUSTIN, Texas, Dec 9 (Reuters) - ", "AUSTIN, Texas", "Reuters", "2025-12-09"],
    ["WASHINGTON/SEOUL, Dec 9 (Reuters) - ", "WASHINGTON/SEOUL", "Reuters", "2025-12-09"],
    ["WASHINGTON (AP) — ", "WASHINGTON", "AP", null],
    ["CHARLOTTE, N.C. (AP) —", "CHARLOTTE, N.C.", "AP", null],
    ["SÃO PAULO (AFP) – ", "SÃO PAULO", "AFP", null],
    ["PARIS (AP via Kyodo) — ", "PARIS", "AP via Kyodo", null],
    ["(Reuters) - ", null, "Reuters", null],
    ["SEOUL, Dec. 10 — ", "SEOUL", null, "2025-12-10"],
    ["Paris, Dec. 10 — ", "Paris", null, "2025-12-10"],
    ["PARIS — ", "PARIS", null, null],
    ["CHARLOTTE, N.C. — ", "CHARLOTTE, N.C.", null, null],
    ["NEW DELHI: ", "NEW DELHI", null, null],
  ])("reads %j", (written, place, agency, date) => {
    const dateline = parseDateline(written + STORY, "2025-12-10");
    if (place === null && agency === null) expect(dateline).toBeNull();
    else expect(dateline).toEqual({ place, agency, date, length: written.length });
  });

  it.each([
    "The Karachi Stock Exchange (KSE) - Pakistan's largest - rose.",
    "The World Trade Organisation (WTO) is to hold talks.",
    "Electronic Arts (EA) - the game maker - rose.",
    "Associated Press (AP) - the agency - said so.",
    "UPDATE — The president spoke.",
    "BREAKING: The president spoke.",
    "NASA — The space agency said so.",
    "PARIS — the city of light — was dark.",
    "Paris — The city was dark.",
    "On Monday, Dec 10 (Reuters) said so.",
    "Christmas Eve, December 24 - John walked home.",
    "Seoul, Dec 10 was a cold day.",
    "Chelsea, Dec 10 (home) was the hardest match.",
    "In Seoul (AP) — The president spoke.",
    "Seoul",
    "",
  ])("does not change the sentence %j", (sentence) => {
    expect(parseDateline(sentence, "2025-12-10")).toBeNull();
  });

  it("is not a dateline if nothing follows it", () => {
    expect(parseDateline("Seoul, Dec 10 (IANS) ", "2025-12-10")).toBeNull();
  });

  it.each([
    ["Dec 31", "2026-01-01", "2025-12-31"],
    ["Jan 1", "2025-12-31T23:30:00Z", "2026-01-01"],
    ["Dec 10", "2025-12-10", "2025-12-10"],
    ["Feb 29", "2025-03-01", "2024-02-29"],
    ["Dec 10", null, null],
    ["Dec 10, 2023", null, "2023-12-10"],
    ["Feb 30", "2025-03-01", null],
  ])("dates %s in a story from %s to %s", (day, publishedAt, expected) => {
    expect(parseDateline(`Seoul, ${day} (IANS) ${STORY}`, publishedAt)?.date).toBe(expected);
  });

  it("takes less than quadratic time", () => {
    const long = `${"Seoul de la ".repeat(500_000)}, Dec 10`;
    expect(parseDateline(long, null)).toBeNull();
  });
});
