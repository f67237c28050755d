import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

const NOW = new Date("2025-12-31T12:00:00Z");

function read(text: string) {
  const entries = [...readSourceBytes({ name: "a.txt", bytes: Buffer.from(text) }, { now: NOW })];
  const [first] = entries;
  if (first?.kind !== "article") throw new Error(JSON.stringify(first));
  return first.article;
}

describe("datelines as wires send them", () => {
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
  ])("are taken off: %s", (source, place, agency, publishedAt, text) => {
    expect(read(source)).toMatchObject({ place, agency, publishedAt, text });
  });

  it.each([
    "UPDATE 1-2 in the second half was enough for the visitors.",
    "Karachi Stock Exchange (KSE) - Pakistan's largest - rose.",
    "The file a_b (AP) is _ as he said _ of no use.",
    "Paris, 10 fois (AFP) - plus grand que Lyon.",
    "GENERAL ELECTRIC (GE) - The maker of turbines said so.",
    "SYDNEY, Dec 10 BLUE - The minister spoke.",
  ])("are not seen where there is none: %s", (text) => {
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
    ["Von Anna Muster\n\nBERLIN (dpa) - Die Fähre sprach.", "Anna Muster", "Die Fähre sprach."],
  ])("are the author: %j", (source, author, text) => {
    expect(read(source)).toMatchObject({ author, text });
  });

  it("are no headline", () => {
    expect(read("By JOHN EXAMPLE\n\nWASHINGTON (AP) — The ferry spoke.").title).toBe("The ferry spoke.");
    expect(read("Ferries are late\n\nBy Ann Lee\n\nThe ferry spoke.").title).toBe("Ferries are late");
  });

  it.each(["By Christmas all ferries will run.", "By Monday Morning\n", "By the sea\n\nThe ferry spoke."])(
    "are not seen in %j",
    (text) => {
      expect(read(text).author).toBeNull();
    },
  );

  it("do not replace what a field states", () => {
    expect(read("Title: T\nAuthor: Bo\n\nBy Ann Lee\n\nThe ferry spoke.").author).toBe("Bo");
  });
});

describe("headers of plain text", () => {
  it("keep the known fields beside an unknown one", () => {
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
  ])("are text where most of it is none: %j", (text) => {
    expect(read(text).text).toContain(text.split("\n")[0]);
  });
});
