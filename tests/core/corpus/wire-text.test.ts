import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

const NOW = new Date("2025-12-31T12:00:00Z");

function read(text: string) {
  const entries = [...readSourceBytes({ name: "a.txt", bytes: Buffer.from(text) }, { now: NOW })];
  const [first] = entries;
  if (first?.kind !== "article") throw new Error(JSON.stringify(first));
  return first.article;
}

describe("datelines of news agencies", () => {
  it.each([
    ["WASHINGTON (AP) _ The president spoke.", "WASHINGTON", "AP", null, "The president spoke."],
    [
      "NEW YORK, Dec. 10, 2025 /PRNewswire/ -- Example Corp. bought a ferry.",
      "NEW YORK",
      "PRNewswire",
      "2025-12-10",
      "Example Corp. bought a ferry.",
    ],
    [
      "LONDON--(BUSINESS WIRE)--Example Corp. bought a ferry.",
      "LONDON",
      "BUSINESS WIRE",
      null,
      "Example Corp. bought a ferry.",
    ],
    ["MADRID, 10 Dic. (EUROPA PRESS) - El ferry.", "MADRID", "EUROPA PRESS", null, "El ferry."],
    ["LISBOA, 10 Dez (Lusa) - O ferry.", "LISBOA", "Lusa", null, "O ferry."],
    ["Berlin, 10. Dez (Reuters) - Die Fähre.", "Berlin", "Reuters", null, "Die Fähre."],
    ["(ANSA) - ROMA, 10 DIC - Il traghetto.", "ROMA", "ANSA", null, "Il traghetto."],
    ["МОСКВА, 10 дек — РИА Новости. Паром.", "МОСКВА", "РИА Новости", null, "Паром."],
    ["МОСКВА, 10 декабря. /ТАСС/. Паром.", "МОСКВА", "ТАСС", null, "Паром."],
    ["新华社北京12月10日电 渡轮。", "北京", "新华社", null, "渡轮。"],
    ["(서울=연합뉴스) 김철수 기자 = 배가 늦었다.", "서울", "연합뉴스", null, "배가 늦었다."],
    ["【北京=共同】船が遅れた。", "北京", "共同", null, "船が遅れた。"],
    ["ATLANTA (AP) The ferry is late.", "ATLANTA", "AP", null, "The ferry is late."],
    ["STOCKHOLM (TT) Färjan är sen.", "STOCKHOLM", "TT", null, "Färjan är sen."],
    ["SYDNEY, AAP - The ferry is late.", "SYDNEY", "AAP", null, "The ferry is late."],
    [
      "BOSTON (State House News Service) – The ferry.",
      "BOSTON",
      "State House News Service",
      null,
      "The ferry.",
    ],
    ["CAIRO - 10 December 2025: The ferry.", "CAIRO", null, "2025-12-10", "The ferry."],
    ["(Adds details)\n\nLONDON, Dec 10 (Reuters) - The ferry.", "LONDON", "Reuters", null, "The ferry."],
    ["UPDATE 1-LONDON, Dec 10 (Reuters) - Shares rose.", "LONDON", "Reuters", null, "Shares rose."],
    ["RPT-UPDATE 2-PARIS, Dec 10 (Reuters) - Shares rose.", "PARIS", "Reuters", null, "Shares rose."],
    ["Tegucigalpa, Jan 2 (EFE).- The president spoke.", "Tegucigalpa", "EFE", null, "The president spoke."],
    ["Madrid, 10 dic (EFE).- El presidente habló.", "Madrid", "EFE", null, "El presidente habló."],
    [
      "Madrid, 10 de diciembre de 2025 (EFE).- El presidente habló.",
      "Madrid",
      "EFE",
      "2025-12-10",
      "El presidente habló.",
    ],
    [
      "Paris, 10 déc 2025 (AFP) - Le président a parlé.",
      "Paris",
      "AFP",
      "2025-12-10",
      "Le président a parlé.",
    ],
    [
      "Paris, 1er févr. 2025 (AFP) - Le président a parlé.",
      "Paris",
      "AFP",
      "2025-02-01",
      "Le président a parlé.",
    ],
    [
      "SEOUL, Wed Dec 10, 2025 (Yonhap) -- The talks began.",
      "SEOUL",
      "Yonhap",
      "2025-12-10",
      "The talks began.",
    ],
    ["MOSCOW, December 10. /TASS/. The minister spoke.", "MOSCOW", "TASS", null, "The minister spoke."],
    ["SYDNEY, Dec 10 AAP - The minister spoke.", "SYDNEY", "AAP", null, "The minister spoke."],
    ["TOKYO, Dec. 10, Kyodo - The minister spoke.", "TOKYO", "Kyodo", null, "The minister spoke."],
    ["LONDON (PA) - The minister spoke.", "LONDON", "PA", null, "The minister spoke."],
    [
      "ROMA, 10 DIC 2025 - Il presidente ha parlato.",
      "ROMA",
      null,
      "2025-12-10",
      "Il presidente ha parlato.",
    ],
    ["Dec 10, 2025 (Reuters) - Shares rose.", null, "Reuters", "2025-12-10", "Shares rose."],
    ["GENEVA/PARIS, Dec 10 (Reuters) - Shares rose.", "GENEVA/PARIS", "Reuters", null, "Shares rose."],
  ])("are removed: %s", (source, place, agency, publishedAt, text) => {
    expect(read(source)).toMatchObject({ place, agency, publishedAt, text });
  });

  it.each([
    "UPDATE 1-2 in the second half was enough for the visitors.",
    "Karachi Stock Exchange (KSE) - Pakistan's largest - rose.",
    "The file a_b (AP) is _ as he said _ of no use.",
    "Paris, 10 fois (AFP) - plus grand que Lyon.",
    "GENERAL ELECTRIC (GE) - The maker of turbines said so.",
    "SYDNEY, Dec 10 BLUE - The minister spoke.",
  ])("are not detected elsewhere: %s", (text) => {
    expect(read(text)).toMatchObject({ text, place: null, agency: null });
  });
});

describe("bylines above the story", () => {
  it.each([
    ["By JOHN EXAMPLE\n\nWASHINGTON (AP) — The ferry spoke.", "JOHN EXAMPLE", "The ferry spoke."],
    [
      "Ferries are late\n\nBy Ann Lee and Bo Li\n\nWASHINGTON (AP) — The ferry spoke.",
      "Ann Lee and Bo Li",
      "The ferry spoke.",
    ],
    ["By ANN LEE, AP Science Writer\n\nThe ferry spoke.", "ANN LEE", "The ferry spoke."],
    [
      "By Ann Lee and Bo Li\nAssociated Press Writers\n\nJERUSALEM (AP) — The ferry spoke.",
      "Ann Lee and Bo Li",
      "The ferry spoke.",
    ],
    ["By Ann Lee\nSpecial to The Island Post\n\nThe ferry spoke.", "Ann Lee", "The ferry spoke."],
    ["By Ann Lee\nThe ferry spoke.", "Ann Lee", "The ferry spoke."],
    ["By Ann Lee (ann@ip.example)\n\nThe ferry spoke.", "Ann Lee", "The ferry spoke."],
    ["By Ann Lee <ann@ip.example>\nThe ferry spoke.", "Ann Lee", "The ferry spoke."],
    ["Von Anna Muster\n\nBERLIN (dpa) - Die Fähre sprach.", "Anna Muster", "Die Fähre sprach."],
  ])("are the author: %j", (source, author, text) => {
    expect(read(source)).toMatchObject({ author, text });
  });

  it("are not a headline", () => {
    expect(read("By JOHN EXAMPLE\n\nWASHINGTON (AP) — The ferry spoke.").title).toBe("The ferry spoke.");
    expect(read("Ferries are late\n\nBy Ann Lee\n\nThe ferry spoke.").title).toBe("Ferries are late");
  });

  it.each(["By Christmas all ferries will run.", "By Monday Morning\n", "By the sea\n\nThe ferry spoke."])(
    "are not detected in %j",
    (text) => {
      expect(read(text).author).toBeNull();
    },
  );

  it("do not replace a field", () => {
    expect(read("Title: T\nAuthor: Bo\n\nBy Ann Lee\n\nThe ferry spoke.").author).toBe("Bo");
  });
});

describe("headers of plain text", () => {
  it("keep known fields next to an unknown one", () => {
    const source =
      "Title: Ferry late\nDate: 2025-12-10\nSlugline: ferry\nSource: Island Post\n\nThe ferry is late.";
    expect(read(source)).toMatchObject({
      title: "Ferry late",
      publishedAt: "2025-12-10",
      source: "Island Post",
      text: "The ferry is late.",
    });
    const [, note] = [...readSourceBytes({ name: "a.txt", bytes: Buffer.from(source) }, { now: NOW })];
    expect(note).toMatchObject({ kind: "note", note: { reason: "fields that are not read: Slugline" } });
  });

  it.each([
    "Source: a friend of the minister\nFerries: three of them\n\nThe ferry is late.",
    "Note: the ferry is late\nTitle: of a song\n\nThe ferry is late.",
  ])("are text if most lines are not headers: %j", (text) => {
    expect(read(text).text).toContain(text.split("\n")[0]);
  });
});

describe("a text that states when it may be shown", () => {
  const TEXT = "The ferry is late again, the harbour said on Wednesday.";
  const outcome = (text: string) => {
    const [entry] = readSourceBytes({ name: "a.txt", bytes: Buffer.from(text) }, { now: NOW });
    return entry?.kind === "skipped" ? (entry.until ?? "withheld") : entry?.kind;
  };

  it.each([
    ["Title: Ferry\nEmbargo: 2099-01-01", "2099-01-01"],
    ["TITLE: Ferry\nEMBARGOED UNTIL: 2099-01-01T00:00:00Z\nSlug: ferry", "2099-01-01T00:00:00Z"],
    ["Embargo: 2099-01-01", "2099-01-01"],
    ["EMBARGOED UNTIL 00:01 GMT, 10 DECEMBER 2099", "2099-12-10T00:01:00Z"],
    ["EMBARGOED FOR RELEASE UNTIL 0001 GMT 10 December 2099.", "2099-12-10T00:01:00Z"],
    ["PRESS RELEASE\n\nStrictly embargoed until 9 am EST, December 10, 2099", "2099-12-10T14:00:00Z"],
    ["*** EMBARGO: 10 December 2099 ***", "2099-12-10T12:00:00Z"],
    ["Not for publication before 10 December 2099", "2099-12-10T12:00:00Z"],
    ["Embargoed until Friday morning", "withheld"],
    ["Title: Ferry\nStatus: draft", "withheld"],
    ["Title: Ferry\nId: a\nStatus: killed", "removed"],
    ["EMBARGOED UNTIL 00:01 GMT, 1 DECEMBER 2025", "article"],
    ["Embargo: how the ban hurts farmers", "article"],
    ["Status: it is complicated", "article"],
    ["The embargo was kept until Friday", "article"],
  ])("%j: %s", (head, expected) => {
    expect(outcome(`${head}\n\n${TEXT}`)).toBe(expected);
  });

  it("accepts further field names", () => {
    const head =
      "Title: Ferry\nByline: By Ann Example\nDateline: LONDON\nPublication date: 2025-12-09\nSource: Post";
    expect(read(`${head}\n\n${TEXT}`)).toMatchObject({
      title: "Ferry",
      author: "Ann Example",
      place: "LONDON",
      publishedAt: "2025-12-09",
      source: "Post",
      text: TEXT,
    });
  });
});
