import { isAbbreviationStop } from "./abbreviations.ts";

/** A position where a sentence may end. */
export interface PossibleEnd {
  /** The paragraph, with newlines replaced by spaces. */
  readonly line: string;
  /** Where the sentence starts, where it would end, and where the next one would start. */
  readonly start: number;
  readonly end: number;
  readonly next: number;
  /** Whether the text is German. */
  readonly isGerman: boolean;
}

/** How much text to inspect on each side of a possible end: a few words. */
const LOOK_AROUND = 64;
/** "(12)." and "1." label the sentence that follows. */
const LONGEST_LABEL = 6;

const ENDING = /([.!?…。！？؟।۔])([\s"'”’»›)\]}」』】〕]*)$/u;
const ASCII_STOP = /[.!?]/;
/**
 * The mark belongs to a name or title if the last word is capitalised and the text continues in lower case.
 */
const NAME_BEFORE_MARK = /(?<![\p{L}\p{M}])\p{Lu}[\p{L}\p{M}'’]*[!?]*$/u;

/** What may follow a company's name. */
const COMPANY =
  /^(?:Inc|Corp|Corporation|Co|Company|Ltd|Limited|LLC|plc|PLC|AG|SE|Group|Holdings|Japan)(?![\p{L}\p{M}])/u;

const VERB_OF_SAYING =
  "(?:said|says|asked|asks|told|added|replied|answered|wrote|shouted|cried|declared|noted|insisted|warned|" +
  "exclaimed|joked|quipped|tweeted|argued|continued|remarked|recalled|wondered|demanded)";
/** "Kim asked", "Mr. Kim said", "said Kim": at most four capitalised words, then the verb. */
const ATTRIBUTION = new RegExp(`^(?:\\p{Lu}[\\p{L}\\p{M}.'’-]*\\s+){0,4}?${VERB_OF_SAYING}\\b`, "u");
const ATTRIBUTION_IN_CAPITALS = new RegExp(ATTRIBUTION.source, "iu");
/** A capitalised pronoun opens a sentence. Within one it would be in lower case. */
const PRONOUN = /^(?:He|She|They|It|I|We|You)\b/u;
const CHINESE_ATTRIBUTION = /^\p{Script=Han}{0,12}?(?:说|說|问|問|道|表示|称|稱)/u;
const PARTICLE_SCRIPT = /^[\p{Script=Hangul}\p{Script=Hiragana}]/u;

/** Whether the sentence continues past a UAX #29 boundary. */
export function continuesSentence({ line, start, end, next, isGerman }: PossibleEnd): boolean {
  const before = line.slice(Math.max(start, end - LOOK_AROUND), end);
  const after = line.slice(next, next + LOOK_AROUND);
  if (end - start <= LONGEST_LABEL && !/\p{L}/u.test(before)) return true;
  if (/^[,;:)\]}，、；：]/u.test(after)) return true;

  const [, mark = "", closing = ""] = ENDING.exec(before) ?? [];
  if (mark === "") return false;
  const stem = before.slice(0, before.length - mark.length - closing.length);
  const capitalsOnly = !/\p{Ll}/u.test(stem + after);
  const glued = next === end;
  if (closing !== "" && continuesAfterQuote({ mark, after, glued, capitalsOnly })) return true;
  if (closing === "" && continuesAfterMark({ mark, stem, after, glued })) return true;
  return mark === "." && isAbbreviationStop({ before: stem, after, capitalsOnly, isGerman });
}

interface AfterQuote {
  readonly mark: string;
  readonly after: string;
  readonly glued: boolean;
  readonly capitalsOnly: boolean;
}

function continuesAfterQuote({ mark, after, glued, capitalsOnly }: AfterQuote): boolean {
  if (/^\p{Ll}/u.test(after)) return true;
  if (glued && (PARTICLE_SCRIPT.test(after) || CHINESE_ATTRIBUTION.test(after))) return true;
  // No attribution follows a full stop. A sentence that continues would have a comma here.
  if (!/[!?…]/u.test(mark)) return false;
  if (capitalsOnly) return ATTRIBUTION_IN_CAPITALS.test(after);
  return ATTRIBUTION.test(after) && !PRONOUN.test(after);
}

interface AfterMark {
  readonly mark: string;
  readonly stem: string;
  readonly after: string;
  readonly glued: boolean;
}

function continuesAfterMark({ mark, stem, after, glued }: AfterMark): boolean {
  // "example.com/?page=2", "who?what": a sentence ends only before white space, except in scripts written
  // without spaces.
  if (glued) return ASCII_STOP.test(mark) && !/^\p{Lo}/u.test(after);
  // "Yahoo! Inc.", "Yahoo! said", "the film Shall We Dance? and its star".
  if (/[!?]/.test(mark) && COMPANY.test(after) && NAME_BEFORE_MARK.test(stem)) return true;
  return /[!?]/.test(mark) && /^\p{Ll}/u.test(after) && NAME_BEFORE_MARK.test(stem);
}
