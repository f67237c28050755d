import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

const NOW = new Date("2025-12-31T12:00:00Z");
const TEXT = "The ferry is late again, the harbour said on Saturday.";

function read(name: string, content: string | object) {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  const [first] = [...readSourceBytes({ name, bytes: Buffer.from(text) }, { now: NOW })];
  if (first?.kind !== "article") throw new Error(JSON.stringify(first));
  return first.article;
}

describe("versions of an agency's report", () => {
  it.each([
    "UPDATE 2-Ferry late again, harbour says",
    "CORRECTED-Ferry late again, harbour says",
    "WRAPUP 1-Ferries late",
    "REFILE-UPDATE 1-Ferry late",
    "RPT-Ferry late",
    "EXCLUSIVE-Ferry late",
  ])("keep the title that they were sent with: %s", (title) => {
    expect(read("a.json", { title, text: TEXT })).toMatchObject({ title, text: TEXT });
  });

  it.each([
    ["(Adds quotes, background)\n\n", TEXT],
    ["(Updates throughout, adds byline)\n", TEXT],
    ["(Refiles to fix typo in headline)\n\nBy Ann Lee\n\nLONDON, Dec 10 (Reuters) - ", TEXT],
    ["(Adds details)\n\nLONDON, Dec 10 (Reuters) - ", TEXT],
  ])("are separated from the story: %j", (before, text) => {
    expect(read("a.json", { title: "Ferry", text: before + TEXT }).text).toBe(text);
  });

  it.each([
    "(Corrects paragraph 3 to say ten ferries, not one)\n\nThe ferry is late.",
    "(This story corrects the name.)\n\nThe ferry is late.",
    "(Updates on this story will follow.) The ferry is late.".replace("(Updates", "(More updates"),
    "Adds quotes: the minister adds quotes to speeches.",
  ])("keep notices to readers: %j", (text) => {
    expect(read("a.json", { title: "Ferry", text }).text).toBe(text);
  });
});

describe("headers of text files in other languages", () => {
  it.each([
    [
      "Titre: Le ferry\nAuteur: Anne Lis\nDate: 3 mars 2025\nLieu: Calais\nLangue: fr",
      "Le ferry",
      "Anne Lis",
      "2025-03-03",
    ],
    [
      "Titel: Die Fähre\nAutor: Anna Muster\nDatum: 3. März 2025\nOrt: Kiel\nSprache: de",
      "Die Fähre",
      "Anna Muster",
      "2025-03-03",
    ],
    [
      "Título: El ferry\nAutora: Ana Lee\nFecha: 3 de marzo de 2025\nLugar: Cádiz\nIdioma: es",
      "El ferry",
      "Ana Lee",
      "2025-03-03",
    ],
    [
      "Titolo: Il traghetto\nAutore: Anna Li\nData: 3 marzo 2025\nLuogo: Bari\nLingua: it",
      "Il traghetto",
      "Anna Li",
      "2025-03-03",
    ],
    [
      "Titre: Le ferry\nDate: 2025-03-03\nAuteur: Anne Lis\nÉdition: du soir",
      "Le ferry",
      "Anne Lis",
      "2025-03-03",
    ],
    [
      "Titel: Die Fähre\nVerfasser: Anna Muster\nVeröffentlicht: 2025-03-03",
      "Die Fähre",
      "Anna Muster",
      "2025-03-03",
    ],
  ])("are read: %j", (header, title, author, publishedAt) => {
    expect(read("a.txt", `${header}\n\n${TEXT}`)).toMatchObject({ title, author, publishedAt, text: TEXT });
  });

  it("may be only a title", () => {
    expect(read("a.txt", `Titre: Le ferry\n\n${TEXT}`)).toMatchObject({ title: "Le ferry", text: TEXT });
  });

  it.each([
    "Data: the numbers behind the ferry",
    "Ort: Kiel",
    "Por: a word of many meanings",
    "Local: ferries late\nAbroad: nothing",
  ])("are not detected in the first line of a story: %j", (line) => {
    const { title, text } = read("a.txt", `${line}\n\n${TEXT}`);
    expect(`${title}\n\n${text}`).toContain(line.split("\n")[0]);
  });
});

const POINTERS = [
  "READ MORE: Ferries stay in port",
  "Read more: Ferries stay in port",
  "ALSO READ: Ferries stay in port",
  "Also read | Ferries stay in port",
  "Read also: Ferries stay in port",
  "SEE ALSO: Ferries stay in port",
  "Related: Ferries stay in port",
  "RELATED STORIES: Ferries stay in port",
  "Related articles",
  "Don't miss: Ferries stay in port",
  "Lire aussi : Les ferries restent au port",
  "LEIA TAMBÉM: Balsas ficam no porto",
  "Lesen Sie auch: Fähren bleiben im Hafen",
  "Sign up for our newsletter",
  "The post Ferries stay in port appeared first on Island Post.",
  "Continue reading “Ferries stay in port” →",
  "Read the full story",
];
const SENTENCES = [
  "Related: the two incidents, police said, have one cause.",
  "Read more than one paper, the minister advised.",
  "Read on the radio, the letter moved thousands.",
  "See also how the harbour has changed, he said.",
  "Watch officers were asleep, the report says.",
  "Also read out was a letter of the crew.",
  "The post of harbour master is vacant, a report that appeared first on local radio said. It is hard to fill.",
  "Continue reading, the teacher said. The class did.",
  "Download speeds of the app fell on Monday after the outage, users of the channel said in droves, and the maker of it is silent.",
];

describe("lines that lead to other stories", () => {
  const around = (line: string) => [TEXT, line, "Nobody knows why."] as const;

  it.each(POINTERS)("are removed: %s", (line) => {
    const expected = `${TEXT}\n\nNobody knows why.`;
    const html = around(line)
      .map((one) => `<p>${one}</p>`)
      .join("");
    const text = around(line).join("\n\n");
    expect(read("a.txt", `Title: Ferry\n\n${text}`).text).toBe(expected);
    expect(read("a.json", { title: "Ferry", text }).text).toBe(expected);
    expect(read("a.json", { title: "Ferry", body_html: html }).text).toBe(expected);
    const item = `<item><title>Ferry</title><guid>a</guid><description><![CDATA[${html}]]></description></item>`;
    expect(read("a.xml", `<rss><channel><title>N</title>${item}</channel></rss>`).text).toBe(expected);
  });

  it.each(SENTENCES)("are not detected in a sentence: %s", (line) => {
    const text = around(line).join("\n\n");
    expect(read("a.json", { title: "Ferry", text }).text).toBe(text);
  });

  it("include the count of characters that an API cut off", () => {
    const text = `${TEXT} Nobody knows… [+1234 chars]`;
    expect(read("a.json", { title: "Ferry", text }).text).toBe(`${TEXT} Nobody knows…`);
  });

  it("stay if there is nothing else", () => {
    expect(read("a.json", { title: "Ferry", text: "Read more: Ferries stay in port" }).text).toBe(
      "Read more: Ferries stay in port",
    );
  });
});
