import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { languagesOf } from "@dateline-search/core/generation/count-languages";
import { fetchLatest } from "@dateline-search/core/generation/latest-pointer";
import { type ReembedReport, reembedIndex } from "@dateline-search/core/indexing/reembed-index";
import type { CliContext } from "../cli-context.ts";
import { windowMethod } from "../embedding-flags.ts";
import { generationAuthor } from "../generation-author.ts";
import { openCachingEmbedder } from "../open-caching-embedder.ts";
import { openIdentities } from "../open-identities.ts";
import { withIndexStore } from "../open-store.ts";
import { languageNotes } from "../terminal/build-notes.ts";
import { tellWait } from "../terminal/describe-wait.ts";
import { countOf } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import { reportBuild } from "../terminal/report-progress.ts";
import { newWorkFolder } from "../work-folder.ts";

export interface ReembedFlags {
  readonly store: string;
  readonly model: string;
  readonly fast: boolean;
  readonly json: boolean;
}

/** Re-embeds an index with another model and prints a summary. */
export async function runReembed(
  { store, model, fast, json }: ReembedFlags,
  context: CliContext,
): Promise<void> {
  const { signal, stderr, stdout } = context;
  const report = await withIndexStore(store, async (opened) => {
    await fetchLatest(opened, { signal });
    const embedder = await openCachingEmbedder(model, context);
    const progress = reportBuild(stderr);
    try {
      return await reembedIndex(
        {
          store: opened,
          embedder,
          format: localSegmentFormat,
          author: await generationAuthor({ action: "reembed", store: opened }),
          identities: openIdentities(opened),
          workFolder: await newWorkFolder(opened),
        },
        {
          windows: windowMethod(fast),
          signal,
          onProgress: progress.onProgress,
          onWait: tellWait(stderr),
        },
      );
    } finally {
      progress.stop();
      await embedder.close();
    }
  });
  const { segments, model: embedded } = report.manifest;
  for (const line of languageNotes(languagesOf(segments), embedded.name)) stderr.write(`${line}\n`);
  if (json) printJson(stdout, toJson(report));
  else stdout.write(`${summary(report, { store, fast })}\n`);
}

function toJson({ generation, previous, manifest }: ReembedReport): object {
  const { model, articles, passages } = manifest;
  return { generation, previous, model, articles, passages };
}

function summary(
  { generation, previous, manifest }: ReembedReport,
  { store, fast }: Pick<ReembedFlags, "store" | "fast">,
): string {
  const { model, articles, passages } = manifest;
  const method = fast ? `${model.name} and --fast` : model.name;
  const where = `Generation ${generation.slice(0, 12)} in ${store}`;
  if (generation === previous) return `Nothing to do. ${where} is already embedded with ${method}.`;
  const what = `${countOf(articles, "article")} in ${countOf(passages, "passage")}`;
  return `Embedded ${what} with ${method}.\n${where}; before it, ${previous.slice(0, 12)}`;
}
