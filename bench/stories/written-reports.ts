import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { exampleArticle } from "../../tests/fixtures/example-article.ts";
import { inRepository } from "../workload/in-repository.ts";
import type { JudgedReport } from "./events/judged-events.ts";

const FOLDER = inRepository("bench/stories/written");
const FIRST_HOUR = Date.UTC(2026, 2, 9, 6);
const HOUR_MS = 3_600_000;
/** All kinds begin within this many days. */
const DAYS = 4;

/** Reports for fitting; `sequels` and `twins`, whose errors were read while signs were changed; and held-out reports. */
const PARTS = [
  "fit",
  "fit-traps",
  "fit-long",
  "fit-coverage",
  "sequels",
  "twins",
  "held-out",
  "held-out-traps",
  "held-out-long",
  "held-out-twins",
  "held-out-coverage",
  "held-out-agency",
] as const;

/** The questions for `allWrittenReports` are older than the reports from other regions, and do not judge these. */
export type WrittenPart = (typeof PARTS)[number] | "held-out-regions";

/**
 * Short, individually written reports, each desk in its own style, without a shared template. Each subject
 * has two events of the same kind within three days.
 */
export async function writtenReports(part: WrittenPart): Promise<readonly JudgedReport[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.replace(/(?:-\d)?\.txt$/, "") === part).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(FOLDER, name), "utf8")));
  const families = texts.join("\n").split(/^=== /m).slice(1);
  const kinds = [...new Set(families.map((family) => headOf(family)[0]))];
  return families.flatMap((family) => {
    const [kind, name] = headOf(family);
    const begin = FIRST_HOUR + (kinds.indexOf(kind) % DAYS) * 24 * HOUR_MS;
    const reports = family.split(/^--- /m).slice(1);
    return reports.map((report) => toReport(report, { kind, name, begin }));
  });
}

/** The reports of all parts, with unique ids. */
export async function allWrittenReports(): Promise<readonly JudgedReport[]> {
  const ofParts = PARTS.map(async (part) =>
    (await writtenReports(part)).map((report) => {
      return { ...report, article: { ...report.article, id: `${part}-${report.article.id}` } };
    }),
  );
  return (await Promise.all(ofParts)).flat();
}

function headOf(family: string): readonly [kind: string, name: string] {
  const [kind = "", name = ""] = (family.split("\n", 1)[0] ?? "").split(" | ");
  return [kind, name];
}

interface WrittenEvent {
  readonly kind: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly begin: number;
}

/**
 * @param report source, hours after the beginning, and the form unless it is a plain report in the first
 *   line, the headline in the second, then the text
 */
function toReport(report: string, { kind, name, begin }: WrittenEvent): JudgedReport {
  const [head = "", title = "", ...rest] = report.trim().split("\n");
  const [source = "", hours = "0", form = "report"] = head.split(" | ");
  const at = new Date(begin + Number(hours) * HOUR_MS);
  return {
    event: `${kind}, ${name}`,
    kind,
    form,
    article: exampleArticle({
      id: `${name} ${source} ${hours}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-"),
      title,
      text: rest.join("\n").trim(),
      source,
      language: form === "translation" ? "de" : "en",
      publishedAt: at.toISOString().replace(".000Z", "Z"),
    }),
  };
}
