/** A mail that was forwarded within the text of another, with its headers. */
export interface ForwardedMail {
  /** As written: `Island Post <daily@ip.example>`. */
  readonly from: string;
  readonly date: string | null;
  readonly subject: string | null;
  readonly text: string;
}

type Field = "from" | "date" | "subject" | "other";

/** Lines with which mail programs introduce a forwarded mail. */
const MARKERS: readonly RegExp[] = [
  /^-{2,12}\s?(?:forwarded (?:message|by .{1,60}|e-?mail)|original (?:message|e-?mail)|weitergeleitete nachricht|ursprüngliche nachricht|original-?nachricht|message (?:transféré|d['’]origine|original)|e-?mail transféré|mensaje (?:reenviado|original)|mensagem (?:encaminhada|original)|messaggio (?:inoltrato|originale)|doorgestuurd bericht|oorspronkelijk bericht|vidarebefordrat meddelande|ursprungligt meddelande|videresendt melding|пересылаемое сообщение|пересланное сообщение|исходное сообщение|转发的消息|原始邮件|转发邮件信息|元のメッセージ|転送メッセージ|전달된 메일|원본 메일)\s?-{0,12}$/iu,
  /^(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-?mail)|début du (?:message réexpédié|message transféré|courriel transféré)|inicio del mensaje reenviado|início da mensagem (?:re)?encaminhada|inizio messaggio inoltrato|begin doorgestuurd bericht|vidarebefordrat brev|начало переадресованного сообщения|開始轉寄郵件|下面是被转发的邮件|転送されたメッセージ|전달된 메시지)\s?[:：]$/iu,
  /^_{10,80}$/,
];
const FIELD = /^\*{0,2}([\p{L} -]{1,24}?)\*{0,2}\s?[:：]\*{0,2}\s*(\S.*|)$/u;
const NAMES: ReadonlyMap<string, Field> = new Map(
  Object.entries({
    from: "from von de da van från fra od от 发件人 發件人 寄件者 差出人 보낸사람",
    date: "date sent datum gesendet envoyé enviado inviato verzonden data fecha skickat sendt dato дата отправлено 日期 发送时间 日付 送信日時 보낸날짜 날짜",
    subject:
      "subject betreff objet sujet asunto oggetto onderwerp assunto ämne emne тема 主题 主題 件名 제목",
    other:
      "to an à para a aan till til кому cc kopie kopia копия bcc reply-to antwort-an répondre-à importance attachments 收件人 收件者 抄送 宛先 받는사람",
  }).flatMap(([field, names]) => names.split(" ").map((name) => [name, field as Field] as const)),
);
const FORWARDED_TITLE = /^(?:\s*(?:fwd?|wg|tr|rv|enc|i|vb|doorst|转发|轉寄|転送)\s?[:：]\s*)+/iu;
/** Lines that programs add above a forwarded mail. */
const OWN_LINE =
  /^(?:(?:sent|gesendet|envoyé|enviado|inviato) (?:from|von|vom|de|depuis|desde|da|do)\b.{1,60}|get outlook for \w{1,10}.{0,60}|--)$/i;
/** UTF-16 units. A longer text above is more than a note to the reader. */
const MAX_NOTE = 500;
const MAX_HEADERS = 40;

/** Removes the marks of a forwarded mail from a title. */
export function titleOfForwarded(title: string): string {
  return title.replace(FORWARDED_TITLE, "").trim();
}

/**
 * The mail that this one forwards within its text. Drops a note above it. A text with more content of its own
 * is not treated as a forwarding mail.
 *
 * @param title of the forwarding mail
 * @returns `null` if it forwards none
 */
export function forwardedMail(text: string, title: string | null): ForwardedMail | null {
  const lines = text.split(/\r?\n/);
  const at = lines.findIndex((line) => MARKERS.some((marker) => marker.test(line.trim())));
  if (at === -1) return null;
  const forwarded = readForwarded(unquoted(lines.slice(at + 1)));
  if (forwarded === null) return null;
  const note = lines.slice(0, at).filter((line) => line.trim() !== "" && !OWN_LINE.test(line.trim()));
  const noteLength = note.join("\n").length;
  const isForwarded = title !== null && FORWARDED_TITLE.test(title);
  const isNote = isForwarded && noteLength <= Math.min(MAX_NOTE, forwarded.text.length);
  return noteLength === 0 || isNote ? forwarded : null;
}

/** Removes the quote marks that some programs put before all that they forward. */
function unquoted(lines: readonly string[]): readonly string[] {
  const isQuoted = lines.every((line) => line.trim() === "" || line.startsWith(">"));
  return isQuoted ? lines.map((line) => line.replace(/^> ?/, "")) : lines;
}

function readForwarded(lines: readonly string[]): ForwardedMail | null {
  const end = endOfHeaders(lines);
  const stated = new Map<Field, string>();
  for (const line of lines.slice(0, end)) {
    const field = fieldOf(line.trim());
    if (field !== null && !stated.has(field.name)) stated.set(field.name, field.value);
  }
  const from = stated.get("from") ?? "";
  const text = lines.slice(end).join("\n").trim();
  if (from === "" || text === "" || !(stated.has("date") || stated.has("subject"))) return null;
  return { from, text, date: stated.get("date") || null, subject: stated.get("subject") || null };
}

/** Headers may have blank lines between them, and lists of recipients may continue on further lines. */
function endOfHeaders(lines: readonly string[]): number {
  let last: Field | null = null;
  const end = lines.slice(0, MAX_HEADERS).findIndex((line) => {
    const text = line.trim();
    const name = fieldOf(text)?.name ?? null;
    if (text !== "" && name === null) return !(last === "other" && text.includes("@"));
    last = name;
    return false;
  });
  return end === -1 ? Math.min(lines.length, MAX_HEADERS) : end;
}

function fieldOf(line: string): { readonly name: Field; readonly value: string } | null {
  const [, label = "", value = ""] = FIELD.exec(line) ?? [];
  const name = NAMES.get(label.trim().toLowerCase().replace(/ /g, "-")) ?? NAMES.get(label.replace(/ /g, ""));
  return name === undefined ? null : { name, value: value.trim() };
}
