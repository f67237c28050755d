import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { compareQuality, type QualityComparison } from "@dateline-search/core/evaluation/compare-quality";
import type { JudgedSet } from "@dateline-search/core/evaluation/judged-query";
import { readJudgedSet } from "@dateline-search/core/evaluation/read-judged-set";
import { smokeTest } from "@dateline-search/core/evaluation/smoke-test";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { assertHonoursConditions } from "@dateline-search/core/generation/probe-store";
import { type PublishReport, publishGeneration } from "@dateline-search/core/generation/publish-generation";
import { resolveGenerationId } from "@dateline-search/core/generation/resolve-generation-id";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import type { Query } from "@dateline-search/core/types";
import type { CliContext } from "../cli-context.ts";
import type { EngineFlags } from "../engine-option.ts";
import { EXIT } from "../exit-code.ts";
import { generationAuthor } from "../generation-author.ts";
import { openEmbedder } from "../open-embedder.ts";
import { openStore } from "../open-store.ts";
import { refreshFunction } from "../refresh-function.ts";
import { StoreRecords } from "../store-records.ts";
import { discardedNote } from "../terminal/build-notes.ts";
import { describeQuality } from "../terminal/describe-quality.ts";
import { countOf, formatBytes } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import { reportPublish } from "../terminal/report-progress.ts";

export interface PublishFlags extends EngineFlags {
  readonly index: string;
  readonly generation?: string;
  readonly smoke: readonly string[];
  readonly gate?: string;
  readonly gateMargin: number;
  readonly replace: boolean;
  readonly sign?: string;
  readonly function?: string;
  readonly json: boolean;
}

/** Stops a publication before its last step because the gate found worse answers. */
class Refusal extends Error {
  readonly gate: QualityComparison;

  constructor(gate: QualityComparison) {
    super("The gate refused the generation");
    this.gate = gate;
  }
}

/** A publication and its gate's result; `null` without a gate, or when there was nothing to publish. */
interface Publication extends PublishReport {
  readonly gate: QualityComparison | null;
}

/** Publishes, prints a summary, and asks the named function, if any, to confirm. @returns the exit code */
export async function runPublish(
  location: string,
  flags: PublishFlags,
  context: CliContext,
): Promise<number> {
  let report: Publication;
  try {
    report = await publish(location, flags, context);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    reportRefusal(error.gate, flags, context);
    return EXIT.refused;
  }
  if (report.discarded !== null) context.stderr.write(discardedNote(report.discarded));
  if (report.gate !== null) context.stderr.write(`${describeQuality(report.gate).join("\n")}\n`);
  if (flags.json) printJson(context.stdout, { published: true, ...report });
  else context.stdout.write(`${summary(report, location)}\n`);
  if (flags.function !== undefined) {
    const answering = await refreshFunction(flags.function, report.generation, context.signal);
    context.stderr.write(`Function ${flags.function} answers with generation ${answering.slice(0, 12)}\n`);
  }
  return EXIT.ok;
}

function reportRefusal(
  gate: QualityComparison,
  { json }: PublishFlags,
  { stdout, stderr }: CliContext,
): void {
  const { candidate, previous } = gate;
  stderr.write(`${describeQuality(gate).join("\n")}\n`);
  stderr.write(
    `error: Cannot publish generation ${candidate.generation.slice(0, 12)}: its answers are worse than those of ${previous?.generation.slice(0, 12)}, which stays in place\n`,
  );
  if (json) printJson(stdout, { published: false, generation: candidate.generation, gate });
}

async function publish(location: string, flags: PublishFlags, context: CliContext): Promise<Publication> {
  const source = resolve(flags.index);
  const target = await openStore(location);
  const queries = flags.smoke.map((text) => parseQuery({ text }));
  const judged = flags.gate === undefined ? null : await readJudgedSet(flags.gate);
  const id = flags.generation && (await resolveGenerationId(new FileObjectStore(source), flags.generation));
  const author = await generationAuthor({ action: "publish", store: target, keyFile: flags.sign });
  const model = await modelOf(source, id);
  const records = new StoreRecords(source);
  const { published: parent, honoursConditions = false } = await records.read(location);
  if (!honoursConditions && !(target instanceof FileObjectStore)) {
    await assertHonoursConditions(target, location, { signal: context.signal });
    await records.note(location, { honoursConditions: true });
  }
  const embedder = await openEmbedder(model, context);
  const progress = reportPublish(context.stderr);
  const check = { target, embedder, queries, judged, margin: flags.gateMargin / 100, context };
  let gate: QualityComparison | null = null;
  try {
    const report = await publishGeneration({
      source,
      target,
      id,
      parent,
      sourceStore: new FileObjectStore(source),
      author,
      replace: flags.replace,
      signal: context.signal,
      onProgress: progress.onProgress,
      smokeTest: async (uploaded, previous) => {
        gate = await checkUploaded(check, uploaded, previous);
      },
    });
    await records.note(location, { published: report.generation });
    return { ...report, gate };
  } finally {
    progress.stop();
    await embedder.close();
  }
}

/** The checks that a generation must pass before it becomes the latest. */
interface UploadCheck {
  readonly target: ObjectStore;
  readonly embedder: Embedder;
  readonly queries: readonly Query[];
  /** Judged queries of the gate; `null` without one. */
  readonly judged: JudgedSet | null;
  /** How far their figures may fall, 0…1. */
  readonly margin: number;
  readonly context: CliContext;
}

/**
 * @returns the gate's comparison; `null` without a gate
 * @throws Refusal when answers got worse
 */
async function checkUploaded(
  { target, embedder, queries, judged, margin, context }: UploadCheck,
  uploaded: string,
  previous: string | null,
): Promise<QualityComparison | null> {
  const { signal } = context;
  const folder = await mkdtemp(join(tmpdir(), "dateline-smoke-"));
  const format = localSegmentFormat;
  await smokeTest({ store: target, id: uploaded, embedder, format, folder, queries, signal });
  if (judged === null) return null;
  const gate = await compareQuality({
    store: target,
    candidate: uploaded,
    previous,
    queries: judged,
    margin,
    format,
    openEmbedder: (modelName) => openEmbedder(modelName, context),
    folder: await mkdtemp(join(tmpdir(), "dateline-gate-")),
    signal,
  });
  if (!gate.passed) throw new Refusal(gate);
  return gate;
}

async function modelOf(folder: string, id: string | undefined): Promise<string> {
  const options = { format: localSegmentFormat, verify: "size" } as const;
  const generation = await openGeneration(folder, id === undefined ? options : { ...options, id });
  generation.close();
  return generation.manifest.model.name;
}

function summary(report: PublishReport, location: string): string {
  const generation = report.generation.slice(0, 12);
  if (report.alreadyLatest && report.uploadedObjects === 0) {
    return `Generation ${generation} is already the latest in ${location}; nothing to do.`;
  }
  const uploaded = `uploaded ${countOf(report.uploadedObjects, "object")} (${formatBytes(report.uploadedBytes)}), ${report.skippedObjects} were already there`;
  const previous = report.previous === null ? "" : `; before it, ${report.previous.slice(0, 12)}`;
  return `Published generation ${generation} to ${location}: ${uploaded}${previous}.`;
}
