import { expect, test } from "vitest";
import { compareReports } from "../../../packages/core/src/stories/compare-reports.ts";
import { type ReportTraits, readTraits } from "../../../packages/core/src/stories/report-traits.ts";
import { eventOdds } from "../../../packages/core/src/stories/same-event.ts";
import { TermWeights } from "../../../packages/core/src/stories/term-weights.ts";

const WEIGHTS = new TermWeights([]);
const PUBLISHED = "2026-03-09T06:00:00Z";
const LATER = "2026-03-09T09:00:00Z";
const NEXT_DAY = "2026-03-10T08:00:00Z";

test("what two briefs have in common is weaker evidence for two long articles", () => {
  const common = "Mayor Ferreira met Councillor Osei in Brenton.";
  const briefs = compare([common, "They spoke of trams."], [common, "Schools came up."]);
  const long = compare([common, LONG_OF_TRAMS], [common, LONG_OF_SCHOOLS]);
  expect(long.sharedNames).toBe(briefs.sharedNames);
  expect(eventOdds(long)).toBeLessThan(eventOdds(briefs));
});

test("without numbers, none agree", () => {
  const without = compare(["The ferry sank.", "Tugs came."], ["A ferry went down.", "Nobody was hurt."]);
  expect(without.numbersTold).toBe(0);
  expect(without.foreignNumbers).toBe(0);
});

test("a long number in common is stronger evidence than a small one", () => {
  const small = compare(["The bank lost 3 clerks.", ""], ["Of the clerks 3 left.", ""]);
  const large = compare(["The bank lost 4817 clerks.", ""], ["Of the clerks 4817 left.", ""]);
  expect(small.numbersTold).toBeGreaterThan(0);
  expect(large.numbersTold).toBeGreaterThan(small.numbersTold);
});

test("matter excludes the names", () => {
  const people = compare(
    ["Ferreira quarrels with Osei.", "Ferreira and Osei argued."],
    ["Osei thanks Ferreira.", "Osei and Ferreira danced."],
  );
  expect(people.words).toBeGreaterThan(0.5);
  expect(people.matter).toBe(0);
});

test("a report that looks back at the other's event is a sequel, whichever came first", () => {
  const event = ["Orbis shows the Lumen", "Orbis showed its new telephone, the Lumen, in Austin."] as const;
  const sequel = [
    "Quanta sues over patents",
    "A court in Delaware got the suit, a day after Orbis showed the telephone Lumen in Austin.",
  ] as const;
  const late = compareReports(traitsOf(sequel), traitsOf(event, LATER), WEIGHTS.weightOf);
  const early = compareReports(traitsOf(event), traitsOf(sequel, LATER), WEIGHTS.weightOf);
  expect(late.sequelNews).toBeGreaterThan(0.5);
  expect(early.sequelNews).toBe(late.sequelNews);
});

test("the aftermath on a later day is another event, but a late report is not", () => {
  const blast = [
    "Explosion at depot in Tarrow kills four",
    "An explosion destroyed a fireworks depot in Tarrow on Tuesday, killing four people.",
  ] as const;
  const arrests = [
    "Directors held over Tarrow explosion",
    "Police arrested two directors on Wednesday after the explosion at their fireworks depot in Tarrow.",
  ] as const;
  const late = [
    "Fireworks depot blows up in Tarrow",
    "A fireworks depot in Tarrow was destroyed by an explosion on Tuesday. Four people were killed.",
  ] as const;
  const oddsOf = (later: readonly [string, string]) =>
    eventOdds(compareReports(traitsOf(later, NEXT_DAY), traitsOf(blast), WEIGHTS.weightOf));
  expect(oddsOf(arrests)).toBe(Number.NEGATIVE_INFINITY);
  expect(oddsOf(late)).toBeGreaterThan(0);
});

test.each([
  ["news of the day after", "The strike ended on Tuesday.", "Nurses began a strike.", true],
  ["news of the day before", "The strike began on Monday.", "Nurses began a strike.", false],
  ["another word for the day", "The strike ended on Tuesday.", "A strike ended in Albia on Tuesday.", false],
  [
    "a day that is known already",
    "After the strike on Monday, wards reopened.",
    "Nurses began a strike.",
    false,
  ],
  ["a day of last week", "A strike ended on Thursday.", "Nurses began a strike.", false],
  ["the same in German", "Der Streik endete am Dienstag.", "Die Pfleger streiken.", true],
])("%s: is %j of a day after the publication of %j? %s", (_, later, earlier, expected) => {
  const compared = compareReports(
    traitsOf(["Nurses", later], NEXT_DAY),
    traitsOf(["Nurses", earlier]),
    WEIGHTS.weightOf,
  );
  expect(compared.isLaterNews).toBe(expected);
});

test.each([
  ["Police arrested a man.", "A shop was robbed.", 1],
  ["Police detained a man.", "A man was arrested.", 0],
  ["The shop was robbed again, police said.", "A shop was robbed.", 0],
  ["A robber was sentenced after his arrest.", "A robber was arrested.", 1],
  ["A man was arrested on Monday.", "A shop was robbed on Monday.", 0],
])("outcomes of %j beside %j", (later, earlier, expected) => {
  const compared = compareReports(
    traitsOf(["News", later], NEXT_DAY),
    traitsOf(["News", earlier]),
    WEIGHTS.weightOf,
  );
  expect(compared.newOutcomes).toBe(expected);
});

test("a report that looks back at something else is not a sequel", () => {
  const flaw = [
    "Softline warns of flaw in mail server",
    "Attackers can read mail on Postmaster. It comes two days after an emergency update for the browser Voyager.",
  ] as const;
  const advice = [
    "Turn off webmail",
    "Whoever runs Postmaster should block it until Softline has a patch.",
  ] as const;
  expect(compare(flaw, advice).sequelNews).toBe(0);
});

test("weeks and months lead back to another story", () => {
  const event = ["Orbex chief quits", "Whitlock left Orbex at the meeting of investors."] as const;
  const report = [
    "Vote ends an era",
    "Whitlock is out, weeks after a meeting of investors at Orbex.",
  ] as const;
  expect(compare(event, report).sequelNews).toBe(0);
});

test("a day of its own besides the other's day makes a sequel", () => {
  const match = ["Northport win", "Northport beat Easton on Saturday by two goals of Okafor."] as const;
  const injury = [
    "Cray out for six weeks",
    "Scans on Sunday showed a broken finger. Easton lost to Northport on Saturday.",
  ] as const;
  expect(compare(match, injury).sequelNews).toBeGreaterThan(0.5);
  expect(compare(match, ["Okafor strikes twice", "Easton lost to Northport on Saturday."]).sequelNews).toBe(
    0,
  );
});

test("different numbers of the same thing are evidence against one event", () => {
  const ten = ["Fire in Leith", "The fire killed ten people and hurt 14 guests."] as const;
  const two = ["Blaze in Leith", "Two people died, 3 guests were hurt."] as const;
  expect(compare(ten, two).otherQuantities).toBe(2);
  expect(compare(ten, ["Leith mourns", "Ten people died."]).otherQuantities).toBe(0);
});

const LONG_OF_TRAMS =
  "Passengers of trams and buses will pay a tenth more from June, because wages and power became dearer. Monthly tickets rise, " +
  "pupils travel free, conductors return, and drivers welcome longer breaks. Tracks beside the harbour need welding, sleepers rot, " +
  "wires sag, and a depot with forty sheds is leaking whenever autumn storms arrive from western hills.";
const LONG_OF_SCHOOLS =
  "Boilers in eleven classrooms failed during February, engineers wrote, and parents want heating replaced before winter. Teachers ask " +
  "for gloves, caretakers carry coal, and gymnasiums smell of paraffin. Windows rattle, plaster crumbles, cupboards hold mice, while " +
  "a committee studies invoices, estimates, warranties and quarrels about asbestos under linoleum.";

function compare(one: readonly [title: string, text: string], other: readonly [title: string, text: string]) {
  return compareReports(traitsOf(one), traitsOf(other), WEIGHTS.weightOf);
}

function traitsOf(
  [title, text]: readonly [title: string, text: string],
  publishedAt: string = PUBLISHED,
): ReportTraits {
  return {
    ...readTraits({ title, text }, WEIGHTS.of),
    publishedAt,
    reports: 1,
    begin: publishedAt,
    embedding: Float32Array.of(1, 0),
    hashes: [],
  };
}
