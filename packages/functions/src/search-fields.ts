import {
  FACET_FIELDS,
  LIST_FILTER_DECLARATIONS,
  type ListFilter,
  type ListFilterDeclaration,
} from "@dateline-search/core/article-fields";
import { HIT_FIELDS } from "@dateline-search/core/search/hit-fields";
import { LANGUAGE_TAG, MAX_FILTER_VALUES } from "@dateline-search/core/search/parse-filter";
import {
  COLLAPSES,
  DEFAULT_LIMIT,
  MAX_HALF_LIFE_DAYS,
  MAX_LIMIT,
  MAX_QUERY_CHARACTERS,
  MODES,
  PASSAGE_LENGTHS,
  SORTS,
} from "@dateline-search/core/search/parse-query";
import { MAX_SIMILAR_CHARACTERS } from "@dateline-search/core/search/parse-similar-text";
import * as z from "zod";

/**
 * The fields of requests. Zod checks types and ranges. Rules that are only documented here are checked by
 * `parseQuery`, whose messages say more.
 *
 * @module
 */

const text = z.string({ error: "must be a string" });

const LIMIT_RULE = `must be a whole number from 1 to ${MAX_LIMIT}`;
const HALF_LIFE_RULE = `must be a number from 0 to ${MAX_HALF_LIFE_DAYS}`;
const DATE_RULE = "a date (2025-12-10) or an instant (2025-12-10T08:00:00Z)";
const NAME_RULE = "ignoring case, accents and apostrophes. A list matches any value";

export const queryField = text.meta({
  description:
    'A question or keywords. A "phrase in quotation marks" must occur in the headline or in one passage. -word and -"phrase" exclude articles. source:Reuters and -source:"The Hindu" choose and exclude sources. If the query is missing, empty or has only exclusions, the answer lists the articles that the filters allow, latest first.',
  maxLength: MAX_QUERY_CHARACTERS,
  pattern: "^[ \\t\\r\\n]*$|[\\p{L}\\p{N}]",
  examples: ["why are ferries late"],
});

export const similarTextFields = {
  text: text.meta({
    description:
      "Text to find similar articles for. It is split into passages as articles are, and each article is scored by its nearest passage.",
    minLength: 1,
    maxLength: MAX_SIMILAR_CHARACTERS,
    pattern: "[\\p{L}\\p{N}]",
  }),
  title: text.optional().meta({
    description: "Headline of the text, embedded with each passage.",
    maxLength: MAX_QUERY_CHARACTERS,
  }),
};

export const limitField = z
  .int({ error: LIMIT_RULE })
  .min(1, LIMIT_RULE)
  .max(MAX_LIMIT, LIMIT_RULE)
  .meta({ default: DEFAULT_LIMIT, description: "Maximum number of hits." });

export const offsetField = z
  .int({ error: "must be a whole number from 0" })
  .min(0, "must be a whole number from 0")
  .meta({ default: 0, description: "Number of first reports to skip." });

export const cursorField = text.meta({
  description: "The nextCursor of the previous page. Repeat all other parameters except the limit.",
  pattern: "^[A-Za-z0-9_-]+$",
});

/** Names are trimmed before comparison and must not be empty then. */
const name = text.meta({ minLength: 1, pattern: "[^\\s\\uFEFF]" });
const names = oneOrMany(name);
const tags = oneOrMany(text.meta({ pattern: LANGUAGE_TAG }));
const date = text.optional();
const dateForms = { anyOf: [{ format: "date" }, { format: "date-time" }] };

/** Describes a list parameter. */
function describeList({ leaves, compares, excludes }: ListFilterDeclaration): string {
  const sentence = `Articles ${leaves}`;
  const names =
    compares === "name" && !excludes
      ? `, ${NAME_RULE}`
      : `. A list ${excludes ? "excludes each value" : "matches any value"}`;
  return `${sentence}${names}.`;
}

/** Filters of a search. */
export const filterFields = {
  from: date.meta({ description: `Published on or after ${DATE_RULE}.`, ...dateForms }),
  to: date.meta({ description: `Published on or before ${DATE_RULE}.`, ...dateForms }),
  ...(Object.fromEntries(
    LIST_FILTER_DECLARATIONS.map((filter) => {
      const field = filter.compares === "language" ? tags : names;
      return [filter.parameter, field.meta({ description: describeList(filter) })];
    }),
  ) as Record<ListFilter, typeof names>),
};

export const asOfField = date.meta({
  description: `Answer as of this time, ignoring anything published later: ${DATE_RULE}.`,
  ...dateForms,
});

export const timeZoneField = text.optional().meta({
  description:
    'IANA time zone of "today", and of the dates in from, to and asOf. Defaults to the time zone of the deployment, or UTC.',
  pattern: "^[A-Za-z0-9_+/-]+$",
  examples: ["Asia/Seoul"],
});

export const modeField = choice(MODES).meta({
  description: "Rank by meaning and words, or by one of them alone.",
  default: MODES[0],
});

const CONFIDENCE_RULE = "must be a number from 0 to 1";
const SIMILARITY_RULE = "must be a number from -1 to 1";
const FACETS_RULE = `must be some of ${FACET_FIELDS.join(", ")}`;

/** Thresholds that a hit must reach. */
export const floorFields = {
  minConfidence: z
    .number({ error: CONFIDENCE_RULE })
    .min(0, CONFIDENCE_RULE)
    .max(1, CONFIDENCE_RULE)
    .optional()
    .meta({
      description:
        "Return no hits below this confidence. 0 disables the floor. Defaults to the model's floor.",
    }),
  minSimilarity: z
    .number({ error: SIMILARITY_RULE })
    .min(-1, SIMILARITY_RULE)
    .max(1, SIMILARITY_RULE)
    .optional()
    .meta({ description: "Drop hits whose parts.similarity is lower." }),
};

export const sortField = choice(SORTS).meta({
  description:
    "Order by score, latest first, or oldest first. Without a query, ordering by score means latest first.",
  default: SORTS[0],
});

/** Options of ranking and presentation. */
export const choiceFields = {
  sort: sortField,
  collapse: choice(COLLAPSES).meta({
    description:
      "What to show only once: each passage, each article with its best passage, or each story with its best.",
    default: COLLAPSES[0],
  }),
  asOf: asOfField,
  timeZone: timeZoneField,
  halfLifeDays: z
    .number({ error: HALF_LIFE_RULE })
    .min(0, HALF_LIFE_RULE)
    .max(MAX_HALF_LIFE_DAYS, HALF_LIFE_RULE)
    .optional()
    .meta({ description: "Age in days at which an article's score has halved. 0 disables decay." }),
  mode: modeField,
  ...floorFields,
};

/** Facet counts over all pages of the answer. */
export const facetsField = z
  .union(
    [
      z.enum(FACET_FIELDS, { error: FACETS_RULE }),
      z
        .array(z.enum(FACET_FIELDS, { error: FACETS_RULE }))
        .meta({ minItems: 1, maxItems: FACET_FIELDS.length }),
    ],
    { error: FACETS_RULE },
  )
  .optional()
  .meta({ description: "Also count the articles on all pages by these fields." });

const LENGTH_RULE = `must be a whole number from ${PASSAGE_LENGTHS.join(" to ")}`;

export const passageLengthField = z
  .int({ error: LENGTH_RULE })
  .min(PASSAGE_LENGTHS[0], LENGTH_RULE)
  .max(PASSAGE_LENGTHS[1], LENGTH_RULE)
  .optional()
  .meta({
    description:
      "Maximum characters of each passage, around the sentence that answers, cut between words. Defaults to the whole passage.",
  });

/** Fields of a hit to return. `parseHitFields` rejects unknown ones. */
export const fieldsField = z
  .union([text.meta({ enum: HIT_FIELDS }), z.array(text.meta({ enum: HIT_FIELDS })).meta({ minItems: 1 })], {
    error: "must be a string or a list of strings",
  })
  .optional()
  .meta({
    description: "Return only these fields of a hit, such as score or article.title. Defaults to all.",
  });

function oneOrMany(value: typeof text) {
  return z
    .union([value, z.array(value).meta({ minItems: 1, maxItems: MAX_FILTER_VALUES })], {
      error: "must be a string or a list of strings",
    })
    .optional();
}

function choice<const Choices extends readonly [string, ...string[]]>(values: Choices) {
  return z.enum(values, { error: `must be one of ${values.join(", ")}` }).optional();
}
