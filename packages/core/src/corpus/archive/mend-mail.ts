import { isAscii, isUtf8 } from "node:buffer";
import { decodeMarkup } from "../decode-markup.ts";
import { decodeText } from "../decode-text.ts";
import { InvalidRecord } from "../invalid-record.ts";

/** Lines of one part, with one byte per character. */
interface Part {
  readonly head: readonly string[];
  readonly body: readonly string[];
}

const FIELD = /^[!-9;-~]+[ \t]*:/;
/** A parameter that was meant to continue the previous line, but lacks the leading blank of RFC 5322. */
const STRAY_PARAMETER = /^[a-z][a-z-]*\*?=/i;
const TEXT_TYPE = /^text\/(?:plain|html)(?![\w.+-])/i;
const BOUNDARY = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))/i;
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i;
/** Names that only say that the sender does not know. */
const NO_CHARSET = /^(?:unknown|x-unknown|unknown-8bit|default|default_charset|binary|8bit|none|null|utf)$/i;
/** Mail readers have no name for this encoding. */
const UNNAMED = "ibm850";
const ESCAPE = 0x1b;
/** Maximum number of parts and lines between them. Detecting an encoding takes a third of a millisecond. */
const MAX_MENDED = 500;

/**
 * Fixes common errors of senders for a strict MIME reader: undeclared encodings, 8-bit header lines, unfolded
 * parameters, blanks at the ends of quoted-printable lines, blank lines above the headers.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2045#section-6.7
 *   https://www.rfc-editor.org/rfc/rfc2046#section-4.1.2
 */
export function mendMail(bytes: Uint8Array): Uint8Array {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1").split("\n");
  const begin = indexFrom(lines, 0, (line) => !isBlank(line));
  return FIELD.test(lines[begin] ?? "") ? Buffer.from(mendLines(lines, begin), "latin1") : bytes;
}

function mendLines(lines: readonly string[], begin: number): string {
  const boundaries = new Set<string>();
  const isDivider = (line: string) => divides(line, boundaries);
  const mended: string[] = [];
  let at = begin;
  let hasHead = true;
  while (at < lines.length) {
    const headEnd: number = hasHead ? indexFrom(lines, at, (line) => isBlank(line) || isDivider(line)) : at;
    const head = foldParameters(lines.slice(at, headEnd));
    const type = fieldOf(head, "content-type") ?? "";
    addBoundary(type, boundaries);
    const isMessage = /^message\/rfc822/i.test(type);
    // The headers of the inner message follow.
    const bodyEnd: number = isMessage ? headEnd + 1 : indexFrom(lines, headEnd, isDivider);
    const part = { head, body: lines.slice(headEnd, bodyEnd) };
    mended.push(hasHead && mended.length < MAX_MENDED ? mendPart(part) : linesOf(part));
    at = isMessage ? bodyEnd : bodyEnd + 1;
    mended.push(...lines.slice(bodyEnd, at));
    hasHead = isMessage || boundaries.has(nameOf(lines[bodyEnd] ?? ""));
  }
  return mended.join("\n");
}

function linesOf({ head, body }: Part): string {
  return [...head, ...body].join("\n");
}

function addBoundary(type: string, boundaries: Set<string>): void {
  const [, quoted, bare] = BOUNDARY.exec(type) ?? [];
  const boundary = (quoted ?? bare)?.trimEnd();
  if (boundary !== undefined) boundaries.add(boundary);
}

function indexFrom(lines: readonly string[], from: number, test: (line: string) => boolean): number {
  let at = from;
  while (at < lines.length && !test(lines[at] ?? "")) at++;
  return at;
}

function isBlank(line: string): boolean {
  return line === "" || line === "\r";
}

function divides(line: string, boundaries: ReadonlySet<string>): boolean {
  if (!line.startsWith("--") || boundaries.size === 0) return false;
  const name = nameOf(line);
  return boundaries.has(name) || (name.endsWith("--") && boundaries.has(name.slice(0, -2)));
}

/** @param line begins with two hyphens */
function nameOf(line: string): string {
  return line.trimEnd().slice(2);
}

function foldParameters(head: readonly string[]): readonly string[] {
  return head.map((line, at) => {
    const continues = at > 0 && STRAY_PARAMETER.test(line) && (head[at - 1] ?? "").trimEnd().endsWith(";");
    return continues ? `\t${line}` : line;
  });
}

/** Value of a header, unfolded; `null` without one. */
function fieldOf(head: readonly string[], name: string): string | null {
  const begin = head.findIndex((line) => line.slice(0, name.length + 1).toLowerCase() === `${name}:`);
  if (begin === -1) return null;
  const end = indexFrom(head, begin + 1, (line) => !/^[ \t]/.test(line));
  return head
    .slice(begin, end)
    .map((line) => line.trim())
    .join(" ")
    .slice(name.length + 1)
    .trim();
}

function mendPart({ head, body }: Part): string {
  const transfer = (fieldOf(head, "content-transfer-encoding") ?? "").toLowerCase();
  const lines = transfer.includes("quoted-printable") ? body.map(withoutEndBlanks) : body;
  const type = fieldOf(head, "content-type");
  // A part without a type may be a message of a digest.
  const isText = type === null ? !FIELD.test(body[1] ?? "") : TEXT_TYPE.test(type);
  const encoding = isText ? encodingOf(lines, transfer, type ?? "") : null;
  return [...mendHead(encoding === null ? head : declare(head, encoding), encoding), ...lines].join("\n");
}

/** Blanks at the end of a quoted-printable line were added in transit. */
function withoutEndBlanks(line: string): string {
  return line.endsWith("\r") ? `${line.trimEnd()}\r` : line.trimEnd();
}

/** Encoding of a text under the name that mail readers know; `null` to keep the declared one. */
function encodingOf(body: readonly string[], transfer: string, type: string): string | null {
  const charset = CHARSET.exec(type)?.[1] ?? null;
  const isStated = charset !== null && !NO_CHARSET.test(charset);
  if (isStated && !isDefault(charset)) return null;
  const content = contentOf(body, transfer);
  // Characters of ISO-2022-JP begin with escapes.
  if (isAscii(content) && !content.includes(ESCAPE)) return null;
  try {
    const { encoding } = decodeMarkup(content, isStated ? charset : null);
    return encoding === UNNAMED ? null : encoding;
  } catch (error) {
    if (error instanceof InvalidRecord) return null;
    throw error;
  }
}

/** True for the charset that many programs state for any text. */
function isDefault(charset: string): boolean {
  try {
    return new TextDecoder(charset).encoding === "windows-1252";
  } catch {
    return false; // A name that the mail reader may know.
  }
}

function contentOf(body: readonly string[], transfer: string): Uint8Array {
  if (transfer.includes("base64")) return Buffer.from(body.join(""), "base64");
  const text = body.join("\n");
  if (!transfer.includes("quoted-printable")) return Buffer.from(text, "latin1");
  const bytes = text
    .replace(/=\r?\n/g, "")
    .replace(/=([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1");
}

/** If a parameter is repeated, the first one counts. */
function declare(head: readonly string[], encoding: string): readonly string[] {
  const charset = `; charset=${encoding}`;
  const at = head.findIndex((line) => /^content-type:/i.test(line));
  if (at === -1 && encoding === "utf-8") return head;
  if (at === -1) return [`Content-Type: text/plain${charset}\r`, ...head];
  return head.map((line, i) => (i === at ? line.replace(/text\/(?:plain|html)/i, `$&${charset}`) : line));
}

/**
 * Headers may be in UTF-8 (RFC 6532). Others have the encoding of their text, or one that can be detected.
 */
function mendHead(head: readonly string[], ofText: string | null): readonly string[] {
  const bytes = Buffer.from(head.join("\n"), "latin1");
  if (isUtf8(bytes)) return head;
  try {
    const isLegacy = ofText !== null && ofText !== "utf-8";
    const text = isLegacy ? new TextDecoder(ofText).decode(bytes) : decodeText(bytes).text;
    return Buffer.from(text).toString("latin1").split("\n");
  } catch (error) {
    if (error instanceof InvalidRecord) return head;
    throw error;
  }
}
