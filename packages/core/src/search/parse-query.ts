import { FACET_FIELDS } from "../article-fields.ts";
import { DatelineError } from "../errors.ts";
import type { Collapse, Filter, Query, QueryOperators, SearchMode, Sort } from "../types.ts";
import { canonicalZone } from "./calendar-day.ts";
import { type FilterInput, isAfter, isDate, parseDateBound, parseFilter } from "./parse-filter.ts";

/** Longer texts are not questions, and the model would silently read only their beginning. */
export const MAX_QUERY_CHARACTERS = 1_000;
export const MAX_LIMIT = 100;
export const DEFAULT_LIMIT = 10;

/** Only the best candidates are ranked, so there are no further pages. */
export const MAX_OFFSET = 10_000;
/** A century: a longer decay changes nothing. */
export const MAX_HALF_LIFE_DAYS = 36_500;

/** No sentence fits into fewer characters, and no passage has more. */
export const PASSAGE_LENGTHS = [40, 10_000] as const;

export const SORTS = ["relevance", "date", "oldest"] as const satisfies readonly Sort[];
export const COLLAPSES = ["none", "article", "story"] as const satisfies readonly Collapse[];
export const MODES = ["hybrid", "semantic", "lexical"] as const satisfies readonly SearchMode[];

/** An empty query, as a basis for others. */
export const DEFAULT_QUERY: Query = {
  text: "",
  limit: DEFAULT_LIMIT,
  offset: 0,
  filter: {},
  sort: "relevance",
  collapse: "none",
  asOf: null,
  halfLifeDays: null,
  mode: "hybrid",
  minConfidence: null,
  minSimilarity: null,
  facets: [],
};

/** A query as received from a command line or an HTTP request. */
export interface QueryInput extends FilterInput {
  /** Empty or only white space to browse. */
  readonly text?: string | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
  readonly sort?: string | undefined;
  readonly collapse?: string | undefined;
  /** A date means the end of its day. */
  readonly asOf?: string | undefined;
  readonly halfLifeDays?: number | undefined;
  /** IANA time zone, such as Asia/Seoul. */
  readonly timeZone?: string | undefined;
  readonly mode?: string | undefined;
  readonly minConfidence?: number | undefined;
  readonly minSimilarity?: number | undefined;
  readonly facets?: readonly string[] | undefined;
  readonly passageLength?: number | undefined;
}

/**
 * Without a text, or with only exclusions, the query browses. Parameters of relevance are then ignored, so that a form
 * can send the same fields with and without a text.
 *
 * @throws DatelineError `invalid-input` that names the wrong value and says what is allowed
 */
export function parseQuery(input: QueryInput): Query {
  const query = parseFields(input);
  if (isBrowsing(query)) return toBrowsing(query);
  refuseContradiction(query);
  return query;
}

function parseFields(input: QueryInput): Query {
  const text = parseText(input.text ?? "");
  const parsed = parseOperators(text);
  const query: Query = {
    text,
    limit: parseWhole("limit", input.limit ?? DEFAULT_LIMIT, [1, MAX_LIMIT]),
    offset: parseWhole("offset", input.offset ?? 0, [0, MAX_OFFSET]),
    filter: parseFilter(parsed === null ? input : withSources(input, parsed.sources)),
    sort: parseChoice("sort", input.sort, SORTS),
    collapse: parseChoice("collapse", input.collapse, COLLAPSES),
    asOf: parseAsOf(input.asOf),
    halfLifeDays: parseNumber("halfLifeDays", input.halfLifeDays, [0, MAX_HALF_LIFE_DAYS]),
    mode: parseChoice("mode", input.mode, MODES),
    minConfidence: parseNumber("minConfidence", input.minConfidence, [0, 1]),
    minSimilarity: parseNumber("minSimilarity", input.minSimilarity, [-1, 1]),
    facets: [...new Set(input.facets)].map((field) => oneOf("facets", field, FACET_FIELDS)),
    ...(input.passageLength !== undefined && {
      passageLength: parseWhole("passageLength", input.passageLength, PASSAGE_LENGTHS),
    }),
    ...(input.timeZone !== undefined && { timeZone: parseTimeZone(input.timeZone) }),
    ...(isDate(input.asOf) && { asOfDay: input.asOf }),
    ...(parsed !== null && { operators: operatorsOf(parsed) }),
  };
  refuseEmptySpan(query);
  return query;
}

/** Adds the sources in the text to those of the filter. */
function withSources(input: QueryInput, { source, excludeSource }: ParsedOperators["sources"]): FilterInput {
  const joined = (own: FilterInput["source"], more: readonly string[]) =>
    more.length === 0 ? own : [...[own ?? []].flat(), ...more];
  return {
    ...input,
    source: joined(input.source, source),
    excludeSource: joined(input.excludeSource, excludeSource),
  };
}

function operatorsOf({ sources: _, ...operators }: ParsedOperators): QueryOperators {
  return operators;
}

/** True when the query contains nothing to rank articles by. */
export function isBrowsing({ text, operators }: Pick<Query, "text" | "operators">): boolean {
  return text === "" || operators?.question === "";
}

/** All articles are equally relevant, so they are ordered by time. */
export function toBrowsing(query: Query): Query {
  return {
    ...query,
    sort: query.sort === "relevance" ? "date" : query.sort,
    mode: MODES[0],
    halfLifeDays: null,
    minConfidence: null,
    minSimilarity: null,
  };
}

function refuseEmptySpan({ filter, asOf }: Query): void {
  if (filter.from === undefined || asOf === null || !isAfter(filter.from, asOf)) return;
  throw new DatelineError("invalid-input", `Cannot search: from (${filter.from}) is after asOf (${asOf})`);
}

/** Rejects parameters that would silently have no effect. */
function refuseContradiction({ sort, halfLifeDays }: Query): void {
  if (sort !== "relevance" && halfLifeDays !== null && halfLifeDays > 0) {
    throw new DatelineError(
      "invalid-input",
      `Cannot search: halfLifeDays (${halfLifeDays}) changes scores, which sort "${sort}" does not go by`,
    );
  }
}

function parseText(text: string): string {
  const trimmed = text.normalize("NFC").trim();
  if (trimmed === "") return trimmed;
  if (!/[\p{L}\p{N}]/u.test(trimmed)) {
    throw new DatelineError(
      "invalid-input",
      `Cannot search: the query has no letter or digit, it is "${trimmed.slice(0, 40)}"`,
    );
  }
  const characters = [...trimmed].length;
  if (characters > MAX_QUERY_CHARACTERS) {
    throw new DatelineError(
      "invalid-input",
      `Cannot search: the query has ${characters} characters, at most ${MAX_QUERY_CHARACTERS} are allowed`,
    );
  }
  return trimmed;
}

function parseWhole(name: string, value: number, [min, max]: readonly [number, number]): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new DatelineError(
    "invalid-input",
    `Cannot search: ${name} must be a whole number from ${min} to ${max}, it is ${value}`,
  );
}

/** @returns `null` when none is given */
export function parseNumber(
  name: string,
  value: number | undefined,
  [min, max]: readonly [number, number],
): number | null {
  if (value === undefined) return null;
  if (value >= min && value <= max) return value;
  throw new DatelineError(
    "invalid-input",
    `Cannot search: ${name} must be a number from ${min} to ${max}, it is ${value}`,
  );
}

/** @throws DatelineError `invalid-input` for an unknown time zone */
export function parseTimeZone(name: string): string {
  const zone = canonicalZone(name);
  if (zone !== undefined) return zone;
  throw new DatelineError(
    "invalid-input",
    `Cannot search: timeZone must be a zone of the IANA database such as Asia/Seoul, it is "${name.slice(0, 40)}"`,
  );
}

/** The first choice is the default. */
function parseChoice<const Choice extends string>(
  name: string,
  value: string | undefined,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  return value === undefined ? choices[0] : oneOf(name, value, choices);
}

/** @throws DatelineError `invalid-input` that names the choices */
function oneOf<const Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((allowed) => allowed === value);
  if (choice !== undefined) return choice;
  const reason = `${name} must be one of ${choices.join(", ")}, it is "${value.slice(0, 40)}"`;
  throw new DatelineError("invalid-input", `Cannot search: ${reason}`);
}

function parseAsOf(given: string | undefined): string | null {
  if (given === undefined) return null;
  const bound = parseDateBound("asOf", given);
  return isDate(bound) ? `${bound}T23:59:59Z` : bound;
}

/** Double quotation marks: typewriter, English, German, French and full-width. */
export const QUOTES = '"“”„‟«»＂';
const QUOTE = `[${QUOTES}]`;
/** Quotation marks of Chinese, Japanese and Korean, which need no space beside letters. */
const CORNERS = "「」『』";
/** Includes the full-width form that Japanese keyboards type. */
export const MINUS = "[-−－]";
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** At the beginning of a word. */
const BEGINS = "(?<=^|[\\s(])";

/**
 * A quoted phrase, optionally after a minus, a word after a minus, or a source. A minus counts only at the beginning of
 * a word, which excludes "cease-fire" and "Trump - Putin", and before a letter, which excludes "-40 degrees". After
 * "source:" there is no space, unlike in a credit: "Source: Reuters".
 */
const OPERATOR = new RegExp(
  `${BEGINS}(?<notSource>${MINUS})?source:(?:${QUOTE}(?<quotedSource>[^${QUOTES}]*)${QUOTE}|(?<source>[\\p{L}\\p{N}][^\\s,;()${QUOTES}]*))` +
    `|(?<![\\p{L}\\p{N}\\p{M}])(?:${BEGINS}(?<minus>${MINUS}))?${QUOTE}(?<phrase>[^${QUOTES}]*)${QUOTE}(?![\\p{L}\\p{N}])` +
    `|(?:${BEGINS}(?<minusCorner>${MINUS}))?[「『](?<cornered>[^${CORNERS}]*)[」』]` +
    `|${BEGINS}${MINUS}(?<word>\\p{L}[\\p{L}\\p{N}\\p{M}'’.&_-]*)`,
  "giu",
);

/**
 * Every operator contains one of these. `OPERATOR` takes some milliseconds to compile, and few queries have operators.
 */
const SIGN_OF_OPERATOR = new RegExp(`[${QUOTES}${CORNERS}]|${MINUS}|source:`, "iu");

type Group =
  | "minus"
  | "phrase"
  | "minusCorner"
  | "cornered"
  | "word"
  | "notSource"
  | "quotedSource"
  | "source";

/** What a text requires and excludes. */
interface ParsedOperators extends QueryOperators {
  /** Sources that the text names, to add to those of the filter. */
  readonly sources: Required<Pick<Filter, "source" | "excludeSource">>;
}

/**
 * Parses query operators: "a phrase" must occur; -word and -"a phrase" must not; source:Reuters and -source:"The Hindu"
 * restrict the sources. An unmatched quotation mark is ignored.
 *
 * @returns `null` when there are none
 */
export function parseOperators(text: string): ParsedOperators | null {
  if (!SIGN_OF_OPERATOR.test(text)) return null;
  const found = {
    phrases: [] as string[],
    excluded: [] as string[],
    source: [] as string[],
    excludeSource: [] as string[],
  };
  const question = text.replaceAll(OPERATOR, (...match) => {
    const operator = readOperator(match.at(-1));
    if (!LETTER_OR_DIGIT.test(operator.words)) return " ";
    found[operator.kind].push(operator.words);
    return operator.kind === "phrases" ? ` ${operator.words} ` : " ";
  });
  const { phrases, excluded, ...sources } = found;
  if (Object.values(found).every(({ length }) => length === 0)) return null;
  const unquoted = text.replaceAll(OPERATOR, " ");
  // Commas and parentheses between exclusions are not a question.
  const asked = LETTER_OR_DIGIT.test(question) ? oneLine(question) : "";
  return { question: asked, unquoted: oneLine(unquoted), phrases, excluded, sources };
}

function readOperator(groups: Partial<Record<Group, string>>) {
  const source = groups.quotedSource ?? groups.source;
  const words = (source ?? groups.word ?? groups.phrase ?? groups.cornered ?? "").trim();
  if (source !== undefined)
    return { kind: groups.notSource === undefined ? "source" : "excludeSource", words } as const;
  const isExcluded = (groups.word ?? groups.minus ?? groups.minusCorner) !== undefined;
  return { kind: isExcluded ? "excluded" : "phrases", words } as const;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
