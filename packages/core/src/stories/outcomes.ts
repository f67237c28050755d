import { indexTerms } from "../words/index-terms.ts";

/**
 * Outcomes of events, each with the words that report it. Desks choose different words of one line, so a line
 * of which no word was reported before is news, and another word of the same line is not.
 */
const OUTCOMES: readonly string[] = [
  "arrest arrested arrests detain detained custody capture captured recaptured suspect suspects handcuffs",
  "charge charged charges indicted indictment accused prosecutor prosecutors",
  "trial court judge pleads pleaded plea testify testifies testified testimony hearing dock",
  "verdict convict convicted acquit acquitted guilty sentence sentenced jail jailed prison conviction",
  "appeal appeals appealed",
  "sue sues sued lawsuit compensation",
  "inquiry investigate investigation investigates investigators probe audit watchdog negligence",
  "resign resigns resigned resignation quit quits sack sacked dismiss dismissed fired ousted successor replaces",
  "apologise apologises apologised apologize apologizes apologized apology sorry",
  "funeral funerals bury buried burial mourn mourns mourners mourning vigil coffin coffins graves",
  "rescue rescued alive miracle",
  "end ends ended lift lifts lifted reopen reopens reopened resume resumes resumed restore restored halt halted",
  "cancel cancels cancelled canceled postpone postponed abandon abandoned",
  "deal truce agreement agree agrees agreed ceasefire accept accepts accepted reject rejects rejected",
  "sanction sanctions suspend suspends suspended ban banned fine fined retaliate retaliates retaliation embargo",
  "welcome welcomed parade cheered hero",
  "sworn oath appoint appointed appoints",
  "bid offer offers merger takeover",
  "strike strikes walkout",
  "protest protests protesters march marched rally",
];

/** The line numbers of each stem. */
const LINES: ReadonlyMap<string, readonly number[]> = linesByStem();

function linesByStem(): ReadonlyMap<string, readonly number[]> {
  const lines = new Map<string, number[]>();
  OUTCOMES.forEach((words, line) => {
    for (const stem of new Set(indexTerms(words))) lines.set(stem, [...(lines.get(stem) ?? []), line]);
  });
  return lines;
}

/** The outcomes that some terms report. */
export function outcomesIn(terms: Iterable<string>): ReadonlySet<number> {
  const found = new Set<number>();
  for (const term of terms) for (const line of LINES.get(term) ?? []) found.add(line);
  return found;
}
