import PostalMime, { type Address, type Email } from "postal-mime";
import type { ArticleDraft } from "../finish-article.ts";
import { firstReadableDate, isReadableDate } from "../first-readable-date.ts";
import { htmlText } from "../html/html-text.ts";
import { InvalidRecord } from "../invalid-record.ts";
import { readableLanguage } from "../readable-language.ts";
import type { SourceRecord } from "../source-record.ts";
import { statedTags } from "../tag-list.ts";
import { forwardedMail, titleOfForwarded } from "./forwarded-mail.ts";
import { withoutFurniture } from "./mail-furniture.ts";
import { mendMail } from "./mend-mail.ts";

/** Word before the time: "Thu, 19 Nov 2026 at 08:00". */
const AT_TIME = /,?\s(?:at|um|à|a las|às|alle|om|kl\.?)\s/i;
const MAX_FORWARDS = 5;
const HTML_START = /^(?:<!doctype html\b|<html\b|<body\b)/i;

/** One message of a mailbox, and the line on which it starts. */
interface Message {
  readonly bytes: Uint8Array;
  readonly line: number;
}

/** First line of a mailbox: `From ann@ip.example Wed Dec 10 08:00:00 2025` (RFC 4155). */
const MAILBOX_START = /^From \S+ .*\d{4}/;
/** The same before a later message. The date distinguishes it from a sentence. */
const SEPARATOR =
  /^From .{1,200}?\s(?:mon|tue|wed|thu|fri|sat|sun),?\s+(?:[a-z]{3}\s+\d{1,2}|\d{1,2}\s+[a-z]{3})\s[\d:+\-a-z\s]{0,40}$/i;
/** Headers that must follow a separator in any other form. */
const HEADER =
  /^(?:arc-|cc:|content-|date:|delivered-to:|dkim-|envelope-to:|from:|list-|message-id:|mime-version:|received:|reply-to:|return-path:|sender:|status:|subject:|to:|x-[\w-]+:)/i;
const ANY_HEADER = /^[a-z][\w-]*:/i;
/** UTF-16 units of a separator. Longer lines are text. */
const MAX_SEPARATOR = 300;
/** A line of a message that looks like a separator, which mailboxes escape with `>`. */
const QUOTED_SEPARATOR = /^>(?=>*From )/;
/** `"Island Post" <daily.ip.example>` in RFC 2919. */
const LIST_ID = /^\s*"?([^"<]*?)"?\s*<([^>]+)>/;
/** A plain part this much longer than the HTML contains text that the HTML lacks. */
const MUCH_LONGER = 2;

/**
 * Reads the articles of an `.eml` file or a mailbox, such as newsletters: the subject and the text,
 * preferring the HTML part. The mailing list is the source, else the sender.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5322 https://www.rfc-editor.org/rfc/rfc4155
 */
export async function* parseMail(bytes: Uint8Array): AsyncGenerator<SourceRecord> {
  for (const { bytes: message, line } of messagesIn(bytes)) yield await readMessage(message, line);
}

async function readMessage(bytes: Uint8Array, line: number): Promise<SourceRecord> {
  try {
    const mail = await PostalMime.parse(mendMail(bytes), {
      maxNestingDepth: 32,
      maxHeadersSize: 1024 * 1024,
    });
    const whole = withForwarded(toDraft(mail));
    const draft = { ...whole, text: withoutFurniture(whole.text.replaceAll("\r\n", "\n")) };
    return { kind: "draft", line, draft, summaryOf: null };
  } catch (error) {
    // The parser throws untyped errors for malformed mail.
    const reason = error instanceof InvalidRecord ? error.reason : `mail cannot be read: ${String(error)}`;
    return { kind: "broken", line, reason };
  }
}

function toDraft(mail: Email): ArticleDraft {
  const list = listOf(mail);
  const sender = nameOf(mail.from) ?? nameOf(mail.sender);
  return {
    id: mail.messageId === undefined ? null : `mid:${mail.messageId.replace(/^\s*<|>\s*$/g, "")}`,
    title: mail.subject?.trim() || null,
    titleDerived: false,
    text: textOf(mail),
    url: addressIn(headerOf(mail, "archived-at")),
    image: null,
    source: list ?? sender,
    author: list !== null && list !== sender ? sender : null,
    section: null,
    tags: statedTags(headerOf(mail, "keywords")),
    place: null,
    language: readableLanguage(headerOf(mail, "content-language")),
    publishedAt: firstReadableDate([headerOf(mail, "date"), receivedAt(mail)]),
    updatedAt: null,
  };
}

/** Replaces the draft with that of the mail that it forwards, even through several forwards. */
function withForwarded(draft: ArticleDraft): ArticleDraft {
  let whole = draft;
  for (let depth = 0; depth < MAX_FORWARDS; depth++) {
    const forwarded = forwardedMail(whole.text, whole.title);
    if (forwarded === null) break;
    const title = titleOfForwarded(forwarded.subject ?? whole.title ?? "");
    whole = {
      ...whole,
      title: title || null,
      text: forwarded.text,
      source: nameOfSender(forwarded.from),
      author: null,
      publishedAt: dateOfForwarded(forwarded.date) ?? whole.publishedAt,
    };
  }
  return whole;
}

/** @param from such as `"Island Post" <daily@ip.example>`, or only an address */
function nameOfSender(from: string): string | null {
  const [, name = ""] = /^([^<[]*)/.exec(from) ?? [];
  const plain = name.replace(/["*]/g, "").trim();
  if (plain !== "" && !plain.includes("@")) return plain;
  return /@([\w.-]+)/.exec(from)?.[1] ?? null;
}

/** Programs write dates in their user's language, so some cannot be read. */
function dateOfForwarded(date: string | null): string | null {
  if (date === null) return null;
  return [date, date.replace(AT_TIME, " ")].find(isReadableDate) ?? null;
}

/** @throws InvalidRecord when it has no text */
function textOf({ html, text }: Email): string {
  const shown = html === undefined ? "" : htmlText(html);
  const plain = plainText(text?.trim() ?? "");
  const best = plain.length > shown.length * MUCH_LONGER ? plain : shown;
  if (best === "") throw new InvalidRecord("mail has no text");
  return best;
}

/** Some programs send HTML as plain text. */
function plainText(text: string): string {
  return HTML_START.test(text) ? htmlText(text) : text;
}

function listOf(mail: Email): string | null {
  const [, name = "", id = ""] = LIST_ID.exec(headerOf(mail, "list-id") ?? "") ?? [];
  return name.trim() || id.trim() || null;
}

function nameOf(sender: Address | undefined): string | null {
  if (sender === undefined) return null;
  // An address is not a name, but its domain can be the source.
  return sender.name?.trim() || sender.address?.split("@").at(-1) || null;
}

/** When the last server received it: the date after the last semicolon. */
function receivedAt(mail: Email): string | null {
  const received = headerOf(mail, "received") ?? "";
  return received.includes(";") ? received.slice(received.lastIndexOf(";") + 1).trim() : null;
}

function headerOf({ headers }: Email, key: string): string | null {
  return headers.find((header) => header.key === key)?.value ?? null;
}

function addressIn(header: string | null): string | null {
  return /https?:\/\/[^\s<>]+/i.exec(header ?? "")?.[0] ?? null;
}

/** A mailbox starts with a separator. Anything else is a single message. */
function* messagesIn(bytes: Uint8Array): Generator<Message> {
  // Latin-1 maps bytes to characters one to one, so the parts keep their own encodings.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const lines = text.split("\n");
  if (!MAILBOX_START.test(lines[0] ?? "")) {
    yield { bytes, line: 1 };
    return;
  }
  let begin = 0;
  for (let at = 1; at <= lines.length; at++) {
    if (at < lines.length && !separates(lines, at)) continue;
    const message = lines.slice(begin + 1, at).map((line) => line.replace(QUOTED_SEPARATOR, ""));
    yield { bytes: Buffer.from(message.join("\n"), "latin1"), line: begin + 1 };
    begin = at;
  }
}

/** Some mailboxes lack the blank line above a separator, but sentences may also begin with "From". */
function separates(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  if (!line.startsWith("From ") || line.length > MAX_SEPARATOR) return false;
  const isAfterBlank = lines[at - 1]?.trim() === "";
  const next = lines[at + 1] ?? "";
  if (SEPARATOR.test(line)) return isAfterBlank || ANY_HEADER.test(next);
  return isAfterBlank && MAILBOX_START.test(line) && HEADER.test(next);
}
