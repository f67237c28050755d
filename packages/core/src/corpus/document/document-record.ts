import type { ArticleDraft } from "../finish-article.ts";
import type { PlainJsonRecord } from "../parse-json-source.ts";
import { parsePlainText } from "../parse-plain-text.ts";

/** Default names that programs give to untitled documents. */
const NO_TITLE =
  /^(?:microsoft (?:word|powerpoint)\b|(?:document|dokument|untitled|sans titre|unbenannt)\s*\d*$|.*\.(?:docx?|pdf|rtf|odt|indd)$)/i;

/** Parses the text of an office document like plain text, with the document's own metadata. */
export function documentRecord(
  text: string,
  stated: Pick<ArticleDraft, "title" | "author">,
): PlainJsonRecord {
  const title = stated.title === null || NO_TITLE.test(stated.title.trim()) ? null : stated.title;
  return { kind: "plain", line: 1, parse: (context) => parsePlainText(text, context, { ...stated, title }) };
}
