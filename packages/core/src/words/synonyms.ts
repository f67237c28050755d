import { DatelineError } from "../errors.ts";
import { indexTerms } from "./index-terms.ts";

/** The names to find in addition to one in a query. */
interface Rule {
  /** Terms that must occur in the query in this order. */
  readonly terms: readonly string[];
  /** Each as written in the file. */
  readonly others: readonly string[];
}

/** Synonyms of names: a query with one of them finds all. */
export class Synonyms {
  /** By first term, because a file may have thousands of rules. */
  readonly #rules: ReadonlyMap<string, readonly Rule[]>;

  constructor(rules: readonly Rule[]) {
    const byFirst = new Map<string, Rule[]>();
    for (const rule of rules) {
      const first = rule.terms[0] as string;
      byFirst.set(first, [...(byFirst.get(first) ?? []), rule]);
    }
    this.#rules = byFirst;
  }

  /** The synonyms of the names in a text, without duplicates, as written in the file. */
  of(text: string): readonly string[] {
    const terms = indexTerms(text);
    const found = terms.flatMap((term, start) =>
      (this.#rules.get(term) ?? [])
        .filter((rule) => rule.terms.every((wanted, index) => terms[start + index] === wanted))
        .flatMap(({ others }) => others),
    );
    return [...new Set(found)];
  }
}

/**
 * Parses synonyms in the format of Solr and OpenSearch
 * (https://lucene.apache.org/core/10_0_0/analysis/common/org/apache/lucene/analysis/synonym/SolrSynonymParser.html):
 * names separated by commas are equivalent ("IAEA, International Atomic Energy Agency"), and names before
 * "=>" also find those after it, but not the reverse ("Hermit Kingdom => North Korea"). Lines that begin with
 * "#" are comments.
 *
 * @param name of the file, for messages
 * @throws DatelineError `invalid-input` that names the line
 */
export function parseSynonyms(text: string, name: string): Synonyms {
  const rules = text.split(/\r?\n/).flatMap((line, index) => {
    const content = line.trim();
    if (content === "" || content.startsWith("#")) return [];
    return parseLine(content, `"${name}", line ${index + 1}`);
  });
  return new Synonyms(rules);
}

function parseLine(line: string, where: string): readonly Rule[] {
  const sides = line.split("=>").map((side) => namesIn(side));
  const [left = [], right = left] = sides;
  const isOneWay = sides.length === 2;
  if (sides.length > 2 || left.length === 0 || right.length === 0 || (!isOneWay && left.length < 2)) {
    throw new DatelineError(
      "invalid-input",
      `Cannot read synonyms in ${where}: a line is "name, other name" or "name => other name", it is "${line.slice(0, 60)}"`,
    );
  }
  return left.map((one) => ({ terms: indexTerms(one), others: right.filter((other) => other !== one) }));
}

/** Skips names without a letter or digit. */
function namesIn(side: string): readonly string[] {
  return side
    .split(",")
    .map((name) => name.trim())
    .filter((name) => indexTerms(name).length > 0);
}
