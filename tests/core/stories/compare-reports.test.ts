import { expect, test } from "vitest";
import { compareReports } from "../../../packages/core/src/stories/compare-reports.ts";
import { type ReportTraits, readTraits } from "../../../packages/core/src/stories/report-traits.ts";
import { eventOdds } from "../../../packages/core/src/stories/same-event.ts";
import { TermWeights } from "../../../packages/core/src/stories/term-weights.ts";

const WEIGHTS = new TermWeights([]);
const PUBLISHED = "2026-03-09T06:00:00Z";

test("what two briefs have in common says less of two long articles", () => {
  const common = "Mayor Ferreira met Councillor Osei in Brenton.";
  const briefs = compare([common, "They spoke of trams."], [common, "Schools came up."]);
  const long = compare([common, LONG_OF_TRAMS], [common, LONG_OF_SCHOOLS]);
  expect(long.sharedNames).toBe(briefs.sharedNames);
  expect(eventOdds(long)).toBeLessThan(eventOdds(briefs));
});

test("where there is no number, none agrees", () => {
  const without = compare(["The ferry sank.", "Tugs came."], ["A ferry went down.", "Nobody was hurt."]);
  expect(without.numbersTold).toBe(0);
  expect(without.foreignNumbers).toBe(0);
});

test("a long number in common says more than a small one", () => {
  const small = compare(["The bank lost 3 clerks.", ""], ["Of the clerks 3 left.", ""]);
  const large = compare(["The bank lost 4817 clerks.", ""], ["Of the clerks 4817 left.", ""]);
  expect(small.numbersTold).toBeGreaterThan(0);
  expect(large.numbersTold).toBeGreaterThan(small.numbersTold);
});

test("matter leaves the names out", () => {
  const people = compare(
    ["Ferreira quarrels with Osei.", "Ferreira and Osei argued."],
    ["Osei thanks Ferreira.", "Osei and Ferreira danced."],
  );
  expect(people.words).toBeGreaterThan(0.5);
  expect(people.matter).toBe(0);
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

function traitsOf([title, text]: readonly [title: string, text: string]): ReportTraits {
  return {
    ...readTraits({ title, text }, WEIGHTS.of),
    publishedAt: PUBLISHED,
    reports: 1,
    begin: PUBLISHED,
    embedding: Float32Array.of(1, 0),
    hashes: [],
  };
}
