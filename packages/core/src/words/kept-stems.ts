/**
 * Words that Snowball's English stemmer conflates although news distinguishes them, or separates from their
 * own forms: organization and organ, university and universe, authorities and author, officer and office,
 * Israel and Israeli. Snowball 3 handles some of them by limiting where endings begin
 * (https://github.com/snowballstem/snowball/blob/master/algorithms/english.sbl). The rest were found by
 * stemming the vocabulary of the judged collections.
 *
 * @module
 */

/** The stem of a family and the forms that get it, in American spelling. */
const FAMILIES: Readonly<Record<string, string>> = {
  organiz:
    "organize organizes organized organizer organizers organizing organization organizations organizational organizationally",
  reorganiz: "reorganize reorganizes reorganized reorganizing reorganization reorganizations",
  disorganiz: "disorganize disorganized disorganization",
  organic: "organic organically",
  organism: "organism organisms",
  universiti: "university universities",
  universal: "universal universally universality universals universalism universalist",
  internal: "internal internally",
  international:
    "international internationally internationals internationalism internationalist internationalists internationalize internationalized internationalization",
  emergenc: "emergency emergencies",
  authoriti: "authority authorities",
  authoritarian: "authoritarian authoritarians authoritarianism",
  authoritative: "authoritative authoritatively",
  authoriz: "authorize authorizes authorized authorizing authorization authorizations",
  department: "department departments departmental",
  apartment: "apartment apartments",
  compartment: "compartment compartments",
  important: "important importantly importance",
  engineer: "engineer engineers engineered engineering",
  experiment: "experiment experiments experimented experimenting experimental experimentally experimentation",
  experience: "experience experiences experienced experiencing",
  officer: "officer officers",
  several: "several",
  ironic: "ironic ironical ironically",
  designat: "designate designates designated designating designation designations",
  execut: "execute executes executed executing execution executions executioner executioners",
  executive: "executive executives",
  conservative: "conservative conservatives conservatively conservatism",
  subjective: "subjective subjectively",
  rational: "rational rationally rationality",
  literal: "literal literally",
  protestant: "protestant protestants protestantism",
  hospitality: "hospitality",
  mineral: "mineral minerals",
  morale: "morale",
  publicity: "publicity",
  customer: "customer customers",
  recession: "recession recessions recessionary",
  finale: "finale finales",
  liberat: "liberate liberates liberated liberating liberation liberator liberators",
  polite: "polite politely politeness",
  informal: "informal informally informality",
  admiral: "admiral admirals",
  corporal: "corporal corporals",
  animal: "animal animals",
  literate: "literate literacy",
  negative: "negative negatives negatively",
  customs: "customs",
  aids: "aids",
  united: "united",
  mars: "mars",
  boeing: "boeing boeings",
  paste: "paste pastes pasted pasting",
  crisi: "crises",
  hypothesi: "hypotheses",
  gas: "gas gases",
  bus: "bus buses",
  // The form of "US" and "U.S.", which distinguishes it from the pronoun.
  "u.s": "usa",
};

/** Places whose people and adjectives add an i: Iraq and Iraqi, Israel and Israelis. */
const PLACES =
  "israel iraq pakistan kuwait qatar oman yemen bahrain bangladesh azerbaijan uzbek uzbekistan kazakhstan turkmenistan tajikistan kashmir punjab bengal gujarat nepal";

const STEMS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(FAMILIES).flatMap(([stem, forms]) =>
    forms.split(" ").map((form) => [form, stem] as const),
  ),
  ...PLACES.split(" ").flatMap((place) => [`${place}i`, `${place}is`].map((form) => [form, place] as const)),
]);

/** The stem of a lower-case word that the stemmer would get wrong; `undefined` for all others. */
export function keptStem(word: string): string | undefined {
  return STEMS.get(word);
}

/** All words that have such a stem. */
export function keptWords(): Iterable<string> {
  return STEMS.keys();
}
