import { beforeAll, describe, expect, test } from "vitest";
import { type JudgedQuestion, judgedQuestions } from "../../bench/alerting/judged-questions.ts";
import { writtenQuestions } from "../../bench/alerting/written-questions.ts";
import type { JudgedReport } from "../../bench/stories/events/judged-events.ts";
import { allWrittenReports } from "../../bench/stories/written-reports.ts";

let reports: readonly JudgedReport[];
let questions: readonly JudgedQuestion[];
beforeAll(async () => {
  reports = await allWrittenReports();
  questions = await writtenQuestions(reports);
});

describe("the second set of questions about alerts", () => {
  test("has articles that cannot be confused with others", () => {
    expect(new Set(reports.map(({ article }) => article.id)).size).toBe(reports.length);
  });

  test("has no duplicate questions, and none of the first set", () => {
    const texts = [...questions, ...judgedQuestions()].map(({ text }) => text.toLowerCase());
    expect(new Set(texts).size).toBe(texts.length);
    expect(questions.length).toBeGreaterThan(60);
  });

  test("has right and wrong articles for each question", () => {
    for (const { text, isAnsweredBy } of questions) {
      const verdicts = reports.map(isAnsweredBy);
      expect(verdicts.includes(true), text).toBe(true);
      expect(verdicts.includes(false), text).toBe(true);
    }
  });

  test("distinguishes events whose names begin alike, and single sources", () => {
    const verdict = (question: string, event: string, source?: string) => {
      const asked = questions.find(({ text }) => text === question);
      const report = reports.find(
        (one) => one.event === event && (source === undefined || one.article.source === source),
      );
      return report === undefined ? "no report" : asked?.isAnsweredBy(report);
    };
    expect(verdict("vote on the monarchy in Aldernia", "referendum, Aldernia")).toBe(true);
    expect(verdict("vote on the monarchy in Aldernia", "referendum, Aldernia, premier")).toBe(null);
    expect(verdict("floods in Varna", "weather, Trabzon floods")).toBe(false);
    expect(verdict("floods", "storm, Milo", "Desert Sun")).toBe(true);
    expect(verdict("floods", "storm, Milo", "Arctic Radio")).toBe("no report");
    expect(verdict("floods", "storm, Milo", "Gulf Weather")).toBe(null);
  });
});
