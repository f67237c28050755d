import type { StatedValue, UsageTerms } from "./withholding.ts";

/**
 * Field names of usage terms, in lower case without blanks, `_` and `-`: ninjs, Superdesk, PRISM, Hugo,
 * Jekyll, WordPress, Ghost, schema.org.
 */
const STATUSES = ["pubstatus", "publicationstatus", "publishingstatus", "managementstatus", "poststatus"];
/** It has many other meanings, so only words that are publication statuses count. */
const STATUS = "status";
const RELEASES =
  `embargo embargoed embargoeduntil embargountil embargodate embargoeduntildate embargoend embargoends
  embargotime donotpublishbefore notbefore golivedate releaseat`.split(/\s+/);
const ENDS =
  `expires expiresat expiry expirydate expirationdate unpublishdate unpublishat unpublishon validuntil
  validthrough`.split(/\s+/);
/** In Hugo a page is hidden before this date. Elsewhere it is the date of publication. */
const PUBLISH_DATE = "publishdate";

const IS_TRUE = /^(?:true|yes|on|1)$/i;
const IS_FALSE = /^(?:false|no|off|0)$/i;

/** Compares without case, blanks, `_` and `-`: `embargoed_until` and `embargoedUntil` are the same name. */
export function fieldName(key: string): string {
  return key.toLowerCase().replace(/[\s_-]/g, "");
}

/** True for a field about whether the article may be shown. */
export function isUsageField(key: string, value: unknown): boolean {
  const name = fieldName(key);
  if (name === "published") return typeof value === "boolean" || isWord(value, IS_TRUE, IS_FALSE);
  return name === "draft" || name === STATUS || [...STATUSES, ...RELEASES, ...ENDS].includes(name);
}

/**
 * Usage terms in the fields of a record.
 *
 * @param isFrontMatter true for a page's front matter, where `publishDate` hides the page until then
 */
export function usageOfFields(
  record: Readonly<Record<string, unknown>>,
  { id, isFrontMatter = false }: { readonly id: string | null; readonly isFrontMatter?: boolean },
): UsageTerms {
  const fields = Object.entries(record).map(([key, value]) => ({ name: key, key: fieldName(key), value }));
  const named = (names: readonly string[]): readonly StatedValue[] =>
    fields
      .filter(({ key }) => names.includes(key))
      .map(({ name, value }) => ({ name, value: unwrap(value) }));
  return {
    id,
    statuses: named([...STATUSES, STATUS]),
    drafts: switches(fields),
    releases: named(isFrontMatter ? [...RELEASES, PUBLISH_DATE] : RELEASES),
    ends: named(ENDS),
  };
}

/** Hugo's `draft: true` and Jekyll's `published: false`. */
function switches(
  fields: readonly { readonly name: string; readonly key: string; readonly value: unknown }[],
): readonly StatedValue[] {
  return fields.filter(({ key, value }) => {
    if (key === "draft") return value === true || isWord(value, IS_TRUE);
    return key === "published" && (value === false || isWord(value, IS_FALSE));
  });
}

/** `{ "date": … }`, the form of some APIs. */
function unwrap(value: unknown): unknown {
  return typeof value === "object" && value !== null && "date" in value ? value.date : value;
}

function isWord(value: unknown, ...words: readonly RegExp[]): boolean {
  return typeof value === "string" && words.some((word) => word.test(value.trim()));
}
