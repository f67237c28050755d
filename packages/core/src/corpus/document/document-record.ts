import type { ArticleDraft } from "../finish-article.ts";
import type { PlainJsonRecord } from "../parse-json-source.ts";
import { parsePlainText } from "../parse-plain-text.ts";

/** What programs call a document that its author gave no title. */
const NO_TITLE =
  /^(?:microsoft (?:word|powerpoint)\b|(?:document|dokument|untitled|sans titre|unbenannt)\s*\d*$|.*\.(?:docx?|pdf|rtf|odt|indd)$)/i;

/** The text of an office document, which is written as plain text is, and what the document says of it. */
export function documentRecord(
  text: string,
  stated: Pick<ArticleDraft, "title" | "author">,
): PlainJsonRecord {
  const title = stated.title === null || NO_TITLE.test(stated.title.trim()) ? null : stated.title;
  return { kind: "plain", line: 1, parse: (context) => parsePlainText(text, context, { ...stated, title }) };
}
