import { join, resolve } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { languagesOf } from "@dateline-search/core/generation/count-languages";
import { type BuildReport, buildIndex } from "@dateline-search/core/indexing/build-index";
import type { SegmentProgress } from "@dateline-search/core/indexing/build-segment";
import { openRecentSegments } from "@dateline-search/core/indexing/open-recent-segments";
import { checkPassageFlags } from "../check-passage-flags.ts";
import type { CliContext } from "../cli-context.ts";
import { corpusReading, type ReadingFlags } from "../corpus-reading.ts";
import { windowMethod } from "../embedding-flags.ts";
import { EXIT } from "../exit-code.ts";
import { generationAuthor } from "../generation-author.ts";
import { openCachingEmbedder } from "../open-caching-embedder.ts";
import { discardedNote, embeddingSummary, languageNotes, readingNotes } from "../terminal/build-notes.ts";
import { tellWait } from "../terminal/describe-wait.ts";
import { countOf, formatBytes } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import { reportBuild } from "../terminal/report-progress.ts";
import { removeStaleWorkFolders, workFolderName } from "../work-folder.ts";

export interface BuildFlags extends ReadingFlags {
  readonly index: string;
  readonly model: string;
  readonly targetTokens: number;
  readonly overlapTokens: number;
  /** Pool windows of sentences from the pass over their passage. */
  readonly fast?: boolean;
  readonly strict: boolean;
  readonly replace: boolean;
  readonly json: boolean;
}

/**
 * Builds the index and prints a summary.
 *
 * @param onProgress also receives the progress
 * @returns the exit code
 */
export async function runBuild(
  paths: readonly string[],
  flags: BuildFlags,
  context: CliContext,
  onProgress: (progress: SegmentProgress) => void = () => {},
): Promise<number> {
  const build = await buildFrom(paths, flags, { context, onProgress });
  for (const line of readingNotes(build)) context.stderr.write(`${line}\n`);
  if (build.discarded !== null) context.stderr.write(discardedNote(build.discarded));
  const { segments, model } = build.manifest;
  for (const line of languageNotes(languagesOf(segments), model.name)) context.stderr.write(`${line}\n`);
  if (flags.json) printJson(context.stdout, toJson(build));
  else context.stdout.write(`${summary(build, flags.index)}\n`);
  return build.problems.length > 0 ? EXIT.incomplete : EXIT.ok;
}

async function buildFrom(
  paths: readonly string[],
  flags: BuildFlags,
  { context, onProgress }: { context: CliContext; onProgress: (progress: SegmentProgress) => void },
): Promise<BuildReport> {
  const folder = resolve(flags.index);
  const store = new FileObjectStore(folder);
  const embedder = await openCachingEmbedder(flags.model, context);
  const progress = reportBuild(context.stderr);
  try {
    checkPassageFlags(flags, embedder);
    await removeStaleWorkFolders(folder);
    const report = await buildIndex(
      {
        store,
        embedder,
        format: localSegmentFormat,
        author: await generationAuthor({ action: "build", store, paths }),
        openFormer: (manifest) =>
          openRecentSegments(
            { store, folder, format: localSegmentFormat, maxBytes: Number.POSITIVE_INFINITY },
            manifest,
            { signal: context.signal },
          ),
        workFolder: join(folder, workFolderName()),
      },
      {
        ...flags,
        corpusPath: paths,
        windows: windowMethod(flags.fast),
        reading: await corpusReading(flags, context),
        signal: context.signal,
        onWait: tellWait(context.stderr),
        onProgress: (done) => {
          progress.onProgress(done);
          onProgress(done);
        },
      },
    );
    context.stderr.write(embeddingSummary(embedder));
    return report;
  } finally {
    progress.stop();
    await embedder.close();
  }
}

function summary(
  { generation, manifest, problems, duplicates, replaced, takenDown }: BuildReport,
  index: string,
): string {
  const notes = [
    ...(duplicates > 0 ? [countOf(duplicates, "duplicate")] : []),
    ...(replaced.length > 0 ? [countOf(replaced.length, "replaced version")] : []),
    ...(takenDown.length > 0 ? [`${countOf(takenDown.length, "article")} taken down`] : []),
    ...(problems.length > 0 ? [countOf(problems.length, "bad record")] : []),
  ];
  const leftOut = notes.length === 0 ? "" : `, left out ${new Intl.ListFormat("en-GB").format(notes)}`;
  return `Indexed ${countOf(manifest.articles, "article")} in ${countOf(manifest.passages, "passage")} (${formatBytes(sizeOf(manifest))})${leftOut}.\nGeneration ${generation.slice(0, 12)} in ${index}`;
}

function toJson({
  generation,
  manifest,
  discarded,
  problems,
  duplicates,
  replaced,
  skipped,
  removed: takenBack,
  takenDown,
  notes,
}: BuildReport): object {
  const { articles, passages, segments } = manifest;
  return {
    generation,
    articles,
    passages,
    sizeBytes: sizeOf(manifest),
    languages: languagesOf(segments),
    discarded,
    duplicates,
    replaced,
    problems,
    skipped,
    takenBack,
    takenDown,
    notes,
  };
}

function sizeOf(manifest: BuildReport["manifest"]): number {
  return manifest.segments
    .flatMap(({ files }) => Object.values(files))
    .reduce((sum, file) => sum + file.sizeBytes, 0);
}
