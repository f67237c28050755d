import type { ArticleDraft } from "../finish-article.ts";
import { normaliseLine } from "../normalise-text.ts";
import type { PlainJsonRecord } from "../parse-json-source.ts";
import { parsePlainText } from "../parse-plain-text.ts";
import { statedTags } from "../tag-list.ts";

/** Default names that programs give to untitled documents. */
const NO_TITLE =
  /^(?:microsoft (?:word|powerpoint)\b|(?:document|dokument|untitled|sans titre|unbenannt)\s*\d*$|.*\.(?:docx?|pdf|rtf|odt|indd)$)/i;

/** Authors, in lower case, that programs and systems state: libraries, vendors, machine accounts. */
const NO_AUTHORS: ReadonlySet<string> = new Set(
  (
    "microsoft,microsoft office,microsoft word,microsoft corporation,microsoft office user,ms office user,office user," +
    "windows user,windows-benutzer,microsoft office-anwender,utilisateur microsoft office,utilisateur windows," +
    "usuario de windows,usuario de microsoft office,utente di microsoft office,apple,libreoffice,openoffice," +
    "openoffice.org,libreoffice user,wps office,google docs,python-docx,docx4j,docxtemplater,apache poi,phpword," +
    "phpdocx,pandoc,aspose,aspose.words,open xml sdk,indesign,adobe indesign,adobe acrobat,adobe illustrator," +
    "adobe photoshop,adobe pdf library,latex,pdftex,wkhtmltopdf,quarkxpress,tcpdf,fpdf,reportlab,ghostscript,chromium," +
    "skia/pdf,hewlett-packard,hewlett-packard company,hp,hp inc.,lenovo,toshiba,asus,admin,administrator," +
    "local administrator,administrateur,administrador,amministratore,user,default user,benutzer,utilisateur,usuario," +
    "utente,owner,guest,root,system,test,author,autor,auteur,unknown,unbekannt,inconnu,anonymous,none,null,n/a,un-named"
  ).split(","),
);
/** Version of a program, or number of an account: "Pandoc 3.1", "user2". */
const VERSION = /(?:[ /]v?\d+(?:\.\d+)*|\d{1,3})$/;
/** Excludes languages that are not tags, such as `English (UK)`. */
const LANGUAGE = /^[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?$/i;
/** Headings of press releases, above the headline. */
const KIND_OF_DOCUMENT =
  /^(?:(?:press|news|media) ?release|press statement|pressemitteilung|presseinformation|medienmitteilung|communiqué de presse|comunicado de prensa|nota de prensa|comunicato stampa|comunicado de imprensa|persbericht|pressmeddelande|pressemeddelelse|пресс-релиз|보도자료|プレスリリース|報道資料|新闻稿|新聞稿)[ :.!]*$/i;

/** A document's properties, which are stored outside its text. */
interface DocumentProperties extends Partial<Pick<ArticleDraft, "language">> {
  readonly title: string | null;
  readonly author: string | null;
  /** Separated by commas or semicolons. */
  readonly keywords?: string | null;
}

/** Parses the text of an office document like plain text, with the document's own metadata. */
export function documentRecord(
  text: string,
  { title, author, keywords = null, language = null }: DocumentProperties,
): PlainJsonRecord {
  const stated = {
    title: title === null || NO_TITLE.test(title.trim()) ? null : title,
    author: author === null || isNobody(author) ? null : author,
    tags: statedTags(keywords),
    language: language !== null && LANGUAGE.test(language.trim()) ? language.trim() : null,
  };
  const body = withoutKind(text);
  return { kind: "plain", line: 1, parse: (context) => parsePlainText(body, context, stated) };
}

function isNobody(author: string): boolean {
  const name = normaliseLine(author).toLowerCase();
  return NO_AUTHORS.has(name) || NO_AUTHORS.has(name.replace(VERSION, ""));
}

/** True for a line such as "PRESS RELEASE", which says nothing about the article. */
export function isKindOfDocument(line: string): boolean {
  return KIND_OF_DOCUMENT.test(normaliseLine(line));
}

/** Removes a line such as "PRESS RELEASE" at the top, which is not the headline. */
function withoutKind(text: string): string {
  const end = text.indexOf("\n");
  return end !== -1 && isKindOfDocument(text.slice(0, end)) ? text.slice(end).trimStart() : text;
}
