import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { FileObjectStore } from "@dateline/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline/core/generation/open-generation";
import { type PublishReport, publishGeneration } from "@dateline/core/generation/publish-generation";
import { resolveGenerationId } from "@dateline/core/generation/resolve-generation-id";
import { parseQuery } from "@dateline/core/search/parse-query";
import { smokeTest } from "@dateline/core/smoke-test";
import type { CliContext } from "../cli-context.ts";
import type { PublishFlags } from "../commands/publish.ts";
import { openEmbedder } from "../open-embedder.ts";
import { openStore } from "../open-store.ts";
import { refreshFunction } from "../refresh-function.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { countOf } from "../terminal/format-count.ts";
import { printJson } from "../terminal/print-json.ts";
import { reportPublish } from "../terminal/publish-progress.ts";

/** Publishes, says what came of it, and has the function confirm it when one is named. */
export async function runPublish(location: string, flags: PublishFlags, context: CliContext): Promise<void> {
  const report = await publish(location, flags, context);
  if (flags.json) printJson(context.stdout, report);
  else
    context.stdout.write(`${summary(report, location)}
`);
  if (flags.function === undefined) return;
  const answering = await refreshFunction(flags.function, report.generation, context.signal);
  context.stderr.write(`Function ${flags.function} answers with generation ${answering.slice(0, 12)}\n`);
}

async function publish(location: string, flags: PublishFlags, context: CliContext): Promise<PublishReport> {
  const source = resolve(flags.index);
  const target = await openStore(location);
  const queries = flags.smoke.map((text) => parseQuery({ text }));
  const id = flags.generation && (await resolveGenerationId(new FileObjectStore(source), flags.generation));
  const embedder = await openEmbedder(await modelOf(source, id), context);
  const progress = reportPublish(context.stderr);
  try {
    return await publishGeneration({
      source,
      target,
      id,
      signal: context.signal,
      onProgress: progress.onProgress,
      smokeTest: async (uploaded) => {
        const folder = await mkdtemp(join(tmpdir(), "dateline-smoke-"));
        const { signal } = context;
        await smokeTest({
          store: target,
          id: uploaded,
          embedder,
          format: localSegmentFormat,
          folder,
          queries,
          signal,
        });
      },
    });
  } finally {
    progress.stop();
    await embedder.close();
  }
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
    return `Generation ${generation} is the latest in ${location} already; nothing to do.`;
  }
  const uploaded = `uploaded ${countOf(report.uploadedObjects, "object")} (${formatBytes(report.uploadedBytes)}), ${report.skippedObjects} were there`;
  const previous = report.previous === null ? "" : `; before it, ${report.previous.slice(0, 12)}`;
  return `Published generation ${generation} to ${location}: ${uploaded}${previous}.`;
}
