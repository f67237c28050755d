import { isUsageField, usageOfFields } from "../usage-fields.ts";
import type { UsageTerms } from "../withholding.ts";
import { attributeOf, childrenOf, textOf, type XmlElement } from "../xml/xml-element.ts";

/** `end=2025-12-31;` in a Dublin Core period. */
const PERIOD_PART = /\b(start|end)=([^;]+)/g;

/**
 * Usage terms in an entry's elements, in any vocabulary: `expires`, PRISM's `embargoDate` and
 * `expirationDate`, and Dublin Core periods.
 *
 * @see https://www.dublincore.org/specifications/dublin-core/dcmi-period/
 */
export function elementUsage(entry: XmlElement): Omit<UsageTerms, "id"> {
  // RFC 5023 has `app:draft` within `app:control`. Media RSS has its status in an attribute.
  const children = [
    ...childrenOf(entry),
    ...childrenOf(entry, "app:control").flatMap((one) => childrenOf(one)),
  ];
  const fields = children.map((child): readonly [string, string | null] => [
    child.name.split(":").at(-1) ?? child.name,
    child.name === "media:status" ? attributeOf(child, "state") : textOf(child),
  ]);
  const {
    releases = [],
    ends = [],
    ...terms
  } = usageOfFields(Object.fromEntries(fields.filter(([name, value]) => isUsageField(name, value))), {
    id: null,
  });
  const valid = periodOf(entry, "dcterms:valid");
  const available = periodOf(entry, "dcterms:available");
  return {
    ...terms,
    releases: [...releases, ...named("valid", valid.start), ...named("available", available.start)],
    ends: [...ends, ...named("valid", valid.end), ...named("available", available.end)],
  };
}

function periodOf(entry: XmlElement, name: string): { readonly start?: string; readonly end?: string } {
  const text =
    childrenOf(entry, name)
      .map(textOf)
      .find((found) => found !== null) ?? "";
  return Object.fromEntries([...text.matchAll(PERIOD_PART)].map(([, part, date]) => [part, date?.trim()]));
}

function named(name: string, value: string | undefined) {
  return value === undefined ? [] : [{ name, value }];
}
