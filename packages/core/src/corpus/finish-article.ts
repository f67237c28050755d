import { LIST_FIELDS, mapFields, OPTIONAL_FIELDS, type OptionalField } from "../article-fields.ts";
import type { Article } from "../types.ts";
import { articleId, idWithoutText } from "./article-id.ts";
import { chooseImage } from "./article-image.ts";
import { isWebAddress } from "./canonical-url.ts";
import { deriveTitle } from "./derive-title.ts";
import { embargoOfLines, openingLines, withoutNoticeLine } from "./embargo-notice.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { isKillNote, isKillTitle } from "./kill-notice.ts";
import { normaliseLine, normaliseText } from "./normalise-text.ts";
import { namesMonth, parseDate } from "./parse-date.ts";
import { type Dateline, parseDateline, withoutUpdateNote } from "./parse-dateline.ts";
import { withoutPointers } from "./pointer-lines.ts";
import { languageOfName } from "./readable-language.ts";
import { tidyTags } from "./tag-list.ts";
import { takeByline } from "./take-byline.ts";
import { type Clock, refuseWithheld } from "./withholding.ts";

type StatedField = "id" | "title" | "publishedAt" | "updatedAt";

/** The fields of a record as its source states them; `null` if not stated. */
export interface ArticleDraft extends Omit<Article, StatedField | "agency"> {
  readonly id: string | null;
  readonly title: string | null;
  readonly publishedAt: string | number | null;
  readonly updatedAt: string | number | null;
}

type LineField = Exclude<OptionalField, StatedField | "agency">;
/** Fields that a source states on one line. */
const LINE_FIELDS = OPTIONAL_FIELDS.filter(
  (name): name is LineField => !["publishedAt", "updatedAt", "agency"].includes(name),
);

/** A draft without any statements. */
export const EMPTY_DRAFT: ArticleDraft = {
  ...mapFields(LINE_FIELDS, () => null),
  ...mapFields(LIST_FIELDS, () => []),
  id: null,
  title: null,
  titleDerived: false,
  text: "",
  image: null,
  publishedAt: null,
  updatedAt: null,
};

/** Context for reading a record. */
export interface RecordContext extends Clock {
  /** Called with part of a sentence when something is not read as written. */
  readonly note: (reason: string) => void;
  /** Called with the names of unknown fields. */
  readonly passOver: (names: readonly string[]) => void;
  /** Called if the latest time of the article names only a month. */
  readonly onMonth?: () => void;
}

/** The Unix epoch, which results from a missing number of seconds. */
const ZERO_OF_CLOCKS = "1970-01-01T00:00:00Z";
/** Before the first newspapers. */
const FIRST_YEAR = 1500;
/** Allows for fast clocks and time zones ahead of UTC. */
const FUTURE_MS = 2 * 86_400_000;
/** UTF-16 units, as many as in the longest books. Anything longer is an archive that was not split. */
export const MAX_TEXT_LENGTH = 5_000_000;
/** UTF-16 units. A longer "title" is a text in the wrong field. */
const MAX_FIELD_LENGTH = 4_000;

/**
 * The only way from any file format to an `Article`. Normalises every field, removes the dateline from the
 * text, and derives a missing title and id. A field overrides the dateline. An invalid or implausible date is
 * dropped with a note, and the article is kept.
 *
 * @throws InvalidRecord when a field is invalid, or the text is empty or longer than 5,000,000 characters
 * @throws WithheldRecord when its title or first lines say that it may not be shown
 */
export function finishArticle(
  draft: ArticleDraft,
  context: RecordContext & { readonly heading?: string },
): Article {
  const { heading = "" } = context;
  const statedAt = readDate("publishedAt", draft.publishedAt, context);
  const stated = normaliseText(draft.text);
  refuseLength(stated);
  const fullText = withoutNotices(stated, { draft, statedAt }, context);
  const story = withoutUpdateNote(withoutPointers(fullText));
  const { author, dateline, body } = openingOf(story, statedAt);
  const whole = heading === "" ? body : `${heading}\n\n${body}`;
  // Encoding errors that were not detected in the whole text may be detected after the dateline is removed.
  const text = whole === stated ? stated : normaliseText(whole);
  if (text === "") throw new InvalidRecord("text is empty");
  const title = line("title", draft.title);
  const id = line("id", draft.id);
  const lines = mapFields(LINE_FIELDS, (name) => line(name, draft[name]));
  if (namesMonth(draft.updatedAt ?? draft.publishedAt)) context.onMonth?.();
  const url = webAddress(lines.url) ?? (id !== null && isWebAddress(id) ? id : null);
  return {
    id: articleId({ id, url, title, text }),
    title: title ?? deriveTitle(text),
    titleDerived: title === null || draft.titleDerived,
    text,
    ...lines,
    url,
    image: draft.image === null ? null : chooseImage([draft.image], url),
    author: lines.author ?? author,
    ...mapFields(LIST_FIELDS, (name) => tidyTags(draft[name])),
    language: languageTag(lines.language),
    updatedAt: readDate("updatedAt", draft.updatedAt, context),
    ...withDateline(lines, dateline, statedAt),
  };
}

/** Removes the dateline and the byline, which may be above or below it, from the text. */
function openingOf(story: string, statedAt: string | null) {
  const byline = takeByline(story);
  const told = story.slice(byline?.length ?? 0);
  const dateline = parseDateline(told, statedAt);
  const behind = told.slice(dateline?.length ?? 0).trimStart();
  const lower = byline === null && dateline !== null ? takeByline(behind) : null;
  const author = byline?.author ?? lower?.author ?? dateline?.author ?? null;
  return { author, dateline, body: behind.slice(lower?.length ?? 0).trimStart() };
}

/**
 * Handles notices to editors at the top of a text. Removes an embargo that has ended.
 *
 * @throws WithheldRecord when the embargo has not ended, or the text is a notice that withdraws the story
 */
function withoutNotices(
  text: string,
  { draft, statedAt }: { readonly draft: ArticleDraft; readonly statedAt: string | null },
  { now, timeZone }: RecordContext,
): string {
  const lines = openingLines(text);
  const titles = draft.title === null ? [] : [draft.title];
  const clock = { now, timeZone, near: statedAt === null ? now : new Date(statedAt) };
  const embargo = embargoOfLines([...titles, ...lines], clock);
  const isKilled = titles.some(isKillTitle) || lines.slice(0, 1).some(isKillLine);
  if (embargo === null && !isKilled) return text;
  const { id, url, updatedAt } = draft;
  refuseWithheld(
    {
      id: idWithoutText({ id, url: url !== null && isWebAddress(url) ? url : null }),
      withdrawals: isKilled ? [{ name: "its headline", value: titles[0] ?? lines[0] }] : [],
      notices: embargo === null ? [] : [embargo],
      times: [updatedAt],
    },
    { now, timeZone },
  );
  return embargo?.isWholeLine === true && lines.includes(embargo.words)
    ? withoutNoticeLine(text, embargo)
    : text;
}

/** The first line of a notice that replaces a story. */
function isKillLine(line: string): boolean {
  const isToEditors =
    /^\W*(?:(?:ATTENTION )?(?:EDITORS|EDS)\b|MANDATORY\b|BULLETIN KILL|STORY (?:REMOVED|WITHDRAWN))/i;
  return isKillTitle(line) || (isToEditors.test(line) && isKillNote(line));
}

function withDateline(
  { source, place }: Pick<ArticleDraft, "source" | "place">,
  dateline: Dateline | null,
  statedAt: string | null,
) {
  const agency = dateline?.agency ?? null;
  return {
    source: source ?? agency,
    place: place ?? dateline?.place ?? null,
    agency,
    publishedAt: statedAt ?? dateline?.date ?? null,
  };
}

function refuseLength(text: string): void {
  if (text.length <= MAX_TEXT_LENGTH) return;
  const limit = MAX_TEXT_LENGTH.toLocaleString("en");
  const length = text.length.toLocaleString("en");
  throw new InvalidRecord(`text has ${length} characters, more than ${limit}; split it into articles`);
}

function line(field: string, value: string | null): string | null {
  const text = value === null ? "" : normaliseLine(value);
  if (text.length > MAX_FIELD_LENGTH) {
    throw new InvalidRecord(`${field} has ${text.length} characters, more than ${MAX_FIELD_LENGTH}`);
  }
  return text === "" ? null : text;
}

/** `null` if no date is stated or it is implausible. */
function readDate(
  field: string,
  value: string | number | null,
  { now, timeZone, note }: RecordContext,
): string | null {
  if (value === null || (typeof value === "string" && value.trim() === "")) return null;
  try {
    const date = parseDate(value, timeZone);
    const problem = problemOfDate(date, now);
    if (problem === null) return date;
    note(`${field}: ${date} ${problem}; the article is kept without it`);
  } catch (error) {
    if (!(error instanceof InvalidRecord)) throw error;
    note(`${field}: ${error.reason}; the article is kept without it`);
  }
  return null;
}

function problemOfDate(date: string, now: Date): string | null {
  if (date === ZERO_OF_CLOCKS) return "is a placeholder for a missing date";
  if (Number(date.slice(0, 4)) < FIRST_YEAR) return `is before ${FIRST_YEAR}`;
  return Date.parse(date) > now.getTime() + FUTURE_MS ? "is in the future" : null;
}

/** `www.example.org/a` and `//example.org/a`. */
const WITHOUT_SCHEME = /^(?:\/\/|www\.)[\p{L}\p{N}.-]+\.\p{L}{2,}(?:[:/?#]|$)/iu;

/** Accepts only addresses that are safe to open, not `javascript:` and similar ones. */
function webAddress(stated: string | null): string | null {
  if (stated === null) return null;
  const url = WITHOUT_SCHEME.test(stated) ? `https://${stated.replace(/^\/\//, "")}` : stated;
  if (URL.canParse(url) && /^https?:\/\//i.test(url)) return url;
  throw new InvalidRecord(
    `url must be a full web address beginning with http:// or https://, got ${quote(url)}`,
  );
}

function languageTag(stated: string | null): string | null {
  if (stated === null) return null;
  const tag = languageOfName(stated) ?? stated;
  try {
    return Intl.getCanonicalLocales(tag.replaceAll("_", "-"))[0] ?? null;
  } catch (cause) {
    throw new InvalidRecord(`language must be a tag such as en or ko-KR, got ${quote(tag)}`, { cause });
  }
}

function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
