import { describe, expect, it } from "vitest";
import type { SourceEntry } from "../../../packages/core/src/corpus/corpus-entry.ts";
import { readSource } from "../../../packages/core/src/corpus/read-source.ts";
import { articlesOf } from "../../fixtures/source-entries.ts";

async function read(name: string, content: string | Uint8Array) {
  const entries: SourceEntry[] = [];
  for await (const entry of readSource({ name, bytes: Buffer.from(content) })) entries.push(entry);
  return articlesOf(entries).map(({ article }) => article);
}

const HEADERS = ["From: Harbour News <news@hn.example>", "Subject: Bridge opens", "MIME-Version: 1.0"];
const mail = (headers: readonly string[], body: string) =>
  `${[...HEADERS, ...headers].join("\r\n")}\r\n\r\n${body}`;
/** Each character is a byte. */
const bytes = (text: string) => Buffer.from(text, "latin1");
const inUtf8 = (text: string) => Buffer.from(text).toString("latin1");
const FRENCH = "La passerelle a été fermée à cause de la tempête, a déclaré la mairie de Sète.";
/** "Мост открыли в среду, сообщила мэрия города." in KOI8-R. */
const KOI8 =
  "\xed\xcf\xd3\xd4 \xcf\xd4\xcb\xd2\xd9\xcc\xc9 \xd7 \xd3\xd2\xc5\xc4\xd5, \xd3\xcf\xcf\xc2\xdd\xc9\xcc\xc1 \xcd\xdc\xd2\xc9\xd1 \xc7\xcf\xd2\xcf\xc4\xc1.";
const RUSSIAN = "Мост открыли в среду, сообщила мэрия города.";

describe("the encoding of a mail", () => {
  it.each([
    ["Latin 1, undeclared", ["Content-Type: text/plain"], FRENCH, FRENCH],
    ["Latin 1 without a type", [], FRENCH, FRENCH],
    ["UTF-8, undeclared", ["Content-Type: text/plain"], inUtf8(FRENCH), FRENCH],
    ["UTF-8 declared as ASCII", ["Content-Type: text/plain; charset=us-ascii"], inUtf8(FRENCH), FRENCH],
    ["KOI8-R, undeclared", ["Content-Type: text/plain"], KOI8, RUSSIAN],
    ["KOI8-R of an unknown name", ['Content-Type: text/plain; charset="x-unknown"'], KOI8, RUSSIAN],
    ["KOI8-R, declared", ["Content-Type: text/plain; charset=koi8-r"], KOI8, RUSSIAN],
    [
      "KOI8-R in base64, undeclared",
      ["Content-Type: text/plain", "Content-Transfer-Encoding: base64"],
      bytes(KOI8).toString("base64"),
      RUSSIAN,
    ],
    [
      "Latin 1 in quoted-printable, undeclared",
      ["Content-Type: text/plain", "Content-Transfer-Encoding: quoted-printable"],
      FRENCH.replace(/[\x80-\xff]/g, (letter) => `=${letter.charCodeAt(0).toString(16).toUpperCase()}`),
      FRENCH,
    ],
    [
      "what a page declares in itself",
      ["Content-Type: text/html"],
      '<html><head><meta charset="windows-1250"></head><body><p>Most otev\xf8eli ve st\xf8edu.</p></body></html>',
      "Most otevřeli ve středu.",
    ],
    [
      "that of each part",
      ["Content-Type: multipart/mixed; boundary=B"],
      `--B\r\nContent-Type: text/plain\r\n\r\n${FRENCH}\r\n--B\r\nContent-Type: text/plain\r\n\r\n${KOI8}\r\n--B--\r\n`,
      `${FRENCH}\n\n${RUSSIAN}`,
    ],
  ])("is %s", async (_, headers, body, text) => {
    const [article] = await read("a.eml", bytes(mail(headers, body)));
    expect(article?.text.replace(/\n+/g, "\n\n")).toBe(text);
  });

  it("is also that of its headers", async () => {
    const message = `Subject: La passerelle ferm\xe9e\r\nFrom: Mairie de S\xe8te <m@s.example>\r\n\r\n${FRENCH}`;
    expect(await read("a.eml", bytes(message))).toMatchObject([
      { title: "La passerelle fermée", source: "Mairie de Sète", text: FRENCH },
    ]);
  });
});

describe("a malformed mail", () => {
  it.each([
    [
      "blanks behind soft line breaks",
      ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"],
      "The bridge op=\t \r\nened on Wed=  \r\nnesday.",
    ],
    [
      "a boundary on a line of its own",
      ["Content-Type: multipart/mixed;", "boundary=X1"],
      "--X1\r\nContent-Type: text/plain\r\n\r\nThe bridge opened on Wednesday.\r\n--X1--\r\n",
    ],
    [
      "a page as plain text",
      ["Content-Type: text/plain"],
      "<!DOCTYPE html>\r\n<html><body><p>The bridge opened on <b>Wednesday</b>.</p></body></html>",
    ],
  ])("is read with %s", async (_, headers, body) => {
    expect(await read("a.eml", mail(headers, body))).toMatchObject([
      { title: "Bridge opens", text: "The bridge opened on Wednesday." },
    ]);
  });

  it("keeps the content of a digest", async () => {
    const body = `--D\r\n\r\n${mail([], "The bridge opened.")}\r\n--D\r\n\r\n${mail([], "It shut again.")}\r\n--D--\r\n`;
    const texts = (await read("a.eml", mail(["Content-Type: multipart/digest; boundary=D"], body))).map(
      ({ text }) => text,
    );
    expect(texts.join("\n")).toMatch(/The bridge opened\.[\s\S]*It shut again\./);
  });

  it("is read after blank lines", async () => {
    expect(await read("a.eml", `\r\n\r\n${mail([], "The bridge opened.")}`)).toMatchObject([
      { title: "Bridge opens", text: "The bridge opened." },
    ]);
  });

  it.each([
    [
      "the date of the last server",
      ["Received: from a by b; Tue, 2 Dec 2025 07:01:02 +0100"],
      "2025-12-02T06:01:02Z",
    ],
    [
      "its own rather than the server's",
      ["Date: Tue, 2 Dec 2025 07:00:00 +0100", "Received: from a by b; Tue, 2 Dec 2025 07:01:02 +0100"],
      "2025-12-02T06:00:00Z",
    ],
    ["none where no server states one", ["Received: from a by b"], null],
  ])("has as its date %s", async (_, headers, publishedAt) => {
    expect(await read("a.eml", mail(headers, "Text."))).toMatchObject([{ publishedAt }]);
  });

  it("has its sender as the source if it states no author", async () => {
    expect(
      await read("a.eml", "Sender: Harbour News <n@hn.example>\r\nSubject: S\r\n\r\nText."),
    ).toMatchObject([{ source: "Harbour News" }]);
  });
});

describe("a mailbox", () => {
  const message = (separator: string, title: string, text: string) =>
    `${separator}\nSubject: ${title}\n\n${text}\n`;
  const ASCTIME = "From bo@hn.example Tue Dec  2 07:00:00 2025";

  it.each([
    ["RFC 4155", ASCTIME],
    ["a zone", "From bo@hn.example Tue Dec 2 07:00:00 +0100 2025"],
    ["a named zone", "From bo@hn.example Tue Dec  2 07:00:00 GMT 2025"],
    ["the zone at the end", "From bo@hn.example Tue Dec  2 07:00:00 2025 +0100"],
    ["the day before the month", "From bo@hn.example Tue, 2 Dec 2025 07:00:00 +0000"],
    ["no sender", "From - Tue Dec  2 07:00:00 2025"],
    ["a sender with blanks", "From Bo Li Tue Dec  2 07:00:00 2025"],
  ])("without blank lines has separators of %s", async (_, separator) => {
    const mailbox = [message(ASCTIME, "One", "Text one."), message(separator, "Two", "Text two.")].join("");
    expect(await read("a.mbox", mailbox)).toMatchObject([
      { title: "One", text: "Text one." },
      { title: "Two", text: "Text two." },
    ]);
  });

  it.each([
    "From the quay came a shout in 1987",
    "From March to 30 June 2025 the bridge is shut: no one knows why.",
    "From Tue to Sun the ferry sails at 07:00 until 2026",
    ">From Tue Dec  2 07:00:00 2025 on it sails.",
  ])("is not divided by %j", async (sentence) => {
    const mailbox = [
      message(ASCTIME, "One", `Text.\n\n${sentence}\n\nMore.`),
      message(`\n${ASCTIME}`, "Two", "Text two."),
    ].join("");
    expect(await read("a.mbox", mailbox)).toMatchObject([
      { title: "One", text: `Text.\n\n${sentence.replace(/^>/, "")}\n\nMore.` },
      { title: "Two" },
    ]);
  });

  it("has messages without headers only after blank lines", async () => {
    const mailbox = `${message(ASCTIME, "One", "Text one.")}\n${ASCTIME}\n\nText two.\n`;
    expect(await read("a.mbox", mailbox)).toMatchObject([{ text: "Text one." }, { text: "Text two." }]);
  });
});

describe("a forwarded mail", () => {
  const forward = (subject: string, body: string) =>
    `From: Bo Li <bo@x.example>\r\nSubject: ${subject}\r\nDate: Wed, 3 Dec 2025 10:00:00 +0000\r\n\r\n${body.replace(/\n/g, "\r\n")}`;
  const TEXT = "The bridge opened on Wednesday, the harbour office said.\n\nFrom: noon on, cars may cross.";
  const EXPECTED = { title: "Bridge opens", source: "Harbour News", author: null, text: TEXT };

  it.each([
    [
      "Gmail",
      "Fwd: Bridge opens",
      `---------- Forwarded message ---------\nFrom: Harbour News <n@hn.example>\nDate: Tue, 2 Dec 2025 at 07:00\nSubject: Bridge opens\nTo: <bo@x.example>,\n Ann Lee <a@x.example>\n\n\n${TEXT}`,
      "2025-12-02T07:00:00Z",
    ],
    [
      "Apple Mail, quoted",
      "Fwd: Bridge opens",
      `Worth a read.\n\nBegin forwarded message:\n\n> From: "Harbour News" <n@hn.example>\n> Subject: Bridge opens\n> Date: 2 December 2025 at 07:00:00 GMT\n> To: bo@x.example\n> \n> ${TEXT.replace(/\n/g, "\n> ")}`,
      "2025-12-02T07:00:00Z",
    ],
    [
      "Outlook",
      "FW: Bridge opens",
      `-----Original Message-----\nFrom: Harbour News [mailto:n@hn.example]\nSent: 2 December 2025 07:00\nTo: Bo Li\nSubject: Bridge opens\n\n${TEXT}`,
      "2025-12-02T07:00:00Z",
    ],
    [
      "Outlook's line",
      "FW: Bridge opens",
      `Sent from my iPhone\n________________________________\nFrom: Harbour News <n@hn.example>\nSent: someday\nSubject: Fwd: Bridge opens\n\n${TEXT}`,
      "2025-12-03T10:00:00Z",
    ],
    [
      "Thunderbird in German",
      "WG: Bridge opens",
      `-------- Weitergeleitete Nachricht --------\nBetreff: Bridge opens\nDatum: Tue, 2 Dec 2025 07:00:00 +0000\nVon: Harbour News <n@hn.example>\nAn: bo@x.example\n\n${TEXT}`,
      "2025-12-02T07:00:00Z",
    ],
    [
      "one that was forwarded before",
      "Fwd: Fwd: Bridge opens",
      `---------- Forwarded message ---------\nFrom: Ann Lee <a@x.example>\nDate: Tue, 2 Dec 2025 at 09:00\nSubject: Fwd: Bridge opens\n\n---------- Forwarded message ---------\nFrom: Harbour News <n@hn.example>\nDate: Tue, 2 Dec 2025 at 07:00\nSubject: Bridge opens\n\n${TEXT}`,
      "2025-12-02T07:00:00Z",
    ],
  ])("of %s is the article", async (_, subject, body, publishedAt) => {
    expect(await read("a.eml", forward(subject, body))).toMatchObject([{ ...EXPECTED, publishedAt }]);
  });

  it("uses the domain of a sender without a name", async () => {
    const body = `---------- Forwarded message ---------\nFrom: <n@hn.example>\nSubject: Bridge opens\n\n${TEXT}`;
    expect(await read("a.eml", forward("Fwd: x", body))).toMatchObject([
      { ...EXPECTED, source: "hn.example" },
    ]);
  });

  it.each([
    [
      "a reply",
      "Re: Bridge opens",
      `I was there.\n\n-----Original Message-----\nFrom: A <a@x.example>\nSubject: Bridge\n\n${TEXT}`,
    ],
    [
      "an article of its own above",
      "Fwd: Bridge opens",
      `${"The mayor spoke of the bridge. ".repeat(20).trim()}\n\n-----Original Message-----\nFrom: A <a@x.example>\nSubject: Bridge\n\n${TEXT}`,
    ],
    ["no headers behind the line", "Fwd: Bridge opens", `----- Original Message -----\n\n${TEXT}`],
    [
      "nothing behind the headers",
      "Fwd: x",
      "-----Original Message-----\nFrom: A <a@x.example>\nSubject: Bridge",
    ],
  ])("is none with %s", async (_, subject, body) => {
    expect(await read("a.eml", forward(subject, body))).toMatchObject([{ title: subject, text: body }]);
  });
});

describe("what is not part of a mail's text", () => {
  const TEXT = "The bridge opened on Tuesday, the harbour office said.\n\nCars may cross from noon.";

  it.each([
    "View this email in your browser",
    "Having trouble viewing this email? View it in your browser",
    "Read this newsletter in a browser: https://hn.example/1",
    "View online",
    "Newsletter im Browser ansehen",
    "Voir cet e-mail dans votre navigateur",
    "View in browser\nhttps://hn.example/1",
  ])("is the link %j above it", async (line) => {
    expect(await read("a.eml", mail([], `${line}\n\n${TEXT}`))).toMatchObject([{ text: TEXT }]);
  });

  it.each([
    "You received this email because you signed up for Harbour News. Unsubscribe",
    "You're receiving this newsletter because you subscribed at hn.example.",
    "Unsubscribe | Manage preferences",
    "To unsubscribe, reply with STOP.",
    "If you no longer wish to receive these emails, click here.",
    "© 2025 Harbour News\n\nUnsubscribe",
    "This email was sent to bo@x.example\n\nHarbour News, 1 Quay Street, Sète\n\nUnsubscribe from this list",
    "Sie erhalten diese E-Mail, weil Sie sich angemeldet haben.\n\nAbmelden",
    "Se désabonner",
  ])("is the footer %j", async (footer) => {
    expect(await read("a.eml", mail([], `${TEXT}\n\n${footer}`))).toMatchObject([{ text: TEXT }]);
  });

  it.each([
    "-- \nBo Li\nHarbour News",
    "--\nBo Li",
    "Sent from my iPhone",
    "Get Outlook for iOS",
    "-- \nBo Li\n\nSent from my iPad",
    "_______________________________________________\nHarbour mailing list\nhttps://hn.example/list",
  ])("is the signature %j", async (signature) => {
    expect(await read("a.eml", mail([], `${TEXT}\n\n${signature}`))).toMatchObject([{ text: TEXT }]);
  });

  it.each([
    "Users must be able to unsubscribe with one click, the regulator said.",
    "Unsubscribe buttons must be easy to find, the court ruled.",
    "To unsubscribe from the service, customers had to call twice.",
    "You receive what you pay for, the minister said.",
    "View of the harbour in the browser game of the year.",
    "The letter, sent from my office on Monday, was lost, he said.",
    "Unsubscribe\n\nThe bridge shut again in the evening.",
    `-- \n${"The bridge shut again in the evening, the harbour office said. ".repeat(12).trim()}`,
    "The new bridge",
  ])("is not %j", async (end) => {
    const text = `${TEXT}\n\n${end}`;
    expect((await read("a.eml", mail([], text)))[0]?.text).toBe(text.replace("-- ", "--"));
  });

  it.each(["Unsubscribe", "View in browser", "Sent from my iPhone", "-- \nBo Li"])(
    "is kept if everything is %j",
    async (all) => {
      expect(await read("a.eml", mail([], all))).toMatchObject([{ title: "Bridge opens" }]);
    },
  );
});
