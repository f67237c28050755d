import { readFile } from "node:fs/promises";
import type { JudgedReport } from "../stories/events/judged-events.ts";
import { inRepository } from "../workload/in-repository.ts";
import { type JudgedQuestion, UNJUDGED } from "./judged-questions.ts";

const FILE = inRepository("bench/alerting/written-questions.txt");

/**
 * Questions about the individually written reports (`allWrittenReports`), on subjects other than those of
 * `judgedQuestions`. They were written before anything was measured with them, and nothing is fitted to them. Each line
 * of the file names the events or kinds that answer, and then those on which readers would disagree. `@ Source` selects only
 * the reports of one source.
 *
 * @param reports all of the reports
 * @throws Error if the file names an event without a report
 */
export async function writtenQuestions(reports: readonly JudgedReport[]): Promise<readonly JudgedQuestion[]> {
  const [, ...lines] = (await readFile(FILE, "utf8")).trim().split("\n");
  return lines.map((line) => {
    const [about = "", text = "", answers = "", open = ""] = line.split("|").map((cell) => cell.trim());
    if (about !== "event" && about !== "kind") {
      throw new Error(`Cannot read ${FILE}: the question "${text}" is about "${about}"`);
    }
    const [isAnswer, isOpen] = [selectorOf(answers, reports), selectorOf(open, reports)];
    return {
      text,
      about,
      kind: reports.find(isAnswer)?.kind ?? "",
      isAnsweredBy: (report) => {
        if (UNJUDGED.has(report.form) || isOpen(report)) return null;
        return isAnswer(report);
      },
    };
  });
}

type Selector = (report: JudgedReport) => boolean;

/** @param list events or kinds, separated by semicolons */
function selectorOf(list: string, reports: readonly JudgedReport[]): Selector {
  const selectors = list
    .split(";")
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .map((one) => selectorOfOne(one, reports));
  return (report) => selectors.some((isSelected) => isSelected(report));
}

/** Selects an event with this name, or otherwise a kind. */
function selectorOfOne(one: string, reports: readonly JudgedReport[]): Selector {
  const [name = "", source] = one.split(" @");
  const isEvent = reports.some(({ event }) => event === name);
  const isSelected: Selector = ({ event, kind, article }) =>
    (isEvent ? event === name : kind === name) && (source === undefined || article.source === source);
  if (!reports.some(isSelected)) throw new Error(`Cannot read ${FILE}: no report is of "${one}"`);
  return isSelected;
}
