import PostalMime, { type Address, type Email } from "postal-mime";
import type { ArticleDraft } from "../finish-article.ts";
import { htmlText } from "../html/html-text.ts";
import { InvalidRecord } from "../invalid-record.ts";
import { readableLanguage } from "../readable-language.ts";
import type { SourceRecord } from "../source-record.ts";
import { statedTags } from "../tag-list.ts";

/** One message of a mailbox and its start. */
interface Message {
  readonly bytes: Uint8Array;
  readonly line: number;
}

/** Separator before a mailbox message: `From ann@ip.example Wed Dec 10 08:00:00 2025` (RFC 4155). */
const SEPARATOR = /^From \S+ .*\d{4}/;
/** A message line that looks like a separator, which mailboxes escape with `>`. */
const QUOTED_SEPARATOR = /^>(?=>*From )/;
/** `"Island Post" <daily.ip.example>` of RFC 2919. */
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
    const mail = await PostalMime.parse(bytes, { maxNestingDepth: 32, maxHeadersSize: 1024 * 1024 });
    return { kind: "draft", line, draft: toDraft(mail), summaryOf: null };
  } catch (error) {
    // The parser throws untyped errors for malformed mail.
    const reason = error instanceof InvalidRecord ? error.reason : `mail cannot be read: ${String(error)}`;
    return { kind: "broken", line, reason };
  }
}

function toDraft(mail: Email): ArticleDraft {
  const list = listOf(mail);
  const sender = nameOf(mail.from);
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
    publishedAt: headerOf(mail, "date"),
    updatedAt: null,
  };
}

/** @throws InvalidRecord when it has no text */
function textOf({ html, text }: Email): string {
  const shown = html === undefined ? "" : htmlText(html);
  const plain = text?.trim() ?? "";
  const best = plain.length > shown.length * MUCH_LONGER ? plain : shown;
  if (best === "") throw new InvalidRecord("mail has no text");
  return best;
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
  if (!SEPARATOR.test(lines[0] ?? "")) {
    yield { bytes, line: 1 };
    return;
  }
  let begin = 0;
  for (let at = 1; at <= lines.length; at++) {
    const isEnd = at === lines.length || (lines[at - 1]?.trim() === "" && SEPARATOR.test(lines[at] ?? ""));
    if (!isEnd) continue;
    const message = lines.slice(begin + 1, at).map((line) => line.replace(QUOTED_SEPARATOR, ""));
    yield { bytes: Buffer.from(message.join("\n"), "latin1"), line: begin + 1 };
    begin = at;
  }
}
