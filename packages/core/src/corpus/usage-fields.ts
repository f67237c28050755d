import type { StatedValue, UsageTerms } from "./withholding.ts";

/**
 * The names under which records say whether and when they may be shown, in lower case without blanks, `_` and `-`:
 * ninjs, Superdesk, PRISM, Hugo, Jekyll, WordPress, Ghost, schema.org.
 */
const STATUSES = ["pubstatus", "publicationstatus", "publishingstatus", "managementstatus", "poststatus"];
/** It says many other things, so only words that are statuses of publication count. */
const STATUS = "status";
const RELEASES =
  `embargo embargoed embargoeduntil embargountil embargodate embargoeduntildate embargoend embargoends
  embargotime donotpublishbefore notbefore golivedate releaseat`.split(/\s+/);
const ENDS =
  `expires expiresat expiry expirydate expirationdate unpublishdate unpublishat unpublishon validuntil
  validthrough`.split(/\s+/);
/** Hugo: a page is not shown before. Elsewhere it is the date of publication. */
const PUBLISH_DATE = "publishdate";

const IS_TRUE = /^(?:true|yes|on|1)$/i;
const IS_FALSE = /^(?:false|no|off|0)$/i;

/** Compared without case, blanks, `_` and `-`: `embargoed_until` and `embargoedUntil` are one name. */
export function fieldName(key: string): string {
  return key.toLowerCase().replace(/[\s_-]/g, "");
}

/** True for a field that is none of the article's, since it says whether the article may be shown. */
export function isUsageField(key: string, value: unknown): boolean {
  const name = fieldName(key);
  if (name === "published") return typeof value === "boolean" || isWord(value, IS_TRUE, IS_FALSE);
  return name === "draft" || name === STATUS || [...STATUSES, ...RELEASES, ...ENDS].includes(name);
}

/**
 * What the fields of a record say of showing it.
 *
 * @param isFrontMatter for that of a page, where `publishDate` holds a page back and is not only told to the reader
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

/** `draft: true` of Hugo and `published: false` of Jekyll. */
function switches(
  fields: readonly { readonly name: string; readonly key: string; readonly value: unknown }[],
): readonly StatedValue[] {
  return fields.filter(({ key, value }) => {
    if (key === "draft") return value === true || isWord(value, IS_TRUE);
    return key === "published" && (value === false || isWord(value, IS_FALSE));
  });
}

/** `{ "date": … }`, as some interfaces give their times. */
function unwrap(value: unknown): unknown {
  return typeof value === "object" && value !== null && "date" in value ? value.date : value;
}

function isWord(value: unknown, ...words: readonly RegExp[]): boolean {
  return typeof value === "string" && words.some((word) => word.test(value.trim()));
}
