import { pullModel } from "@dateline-search/core/embedding/pull-model";
import type { ModelRecord } from "@dateline-search/core/model/model-record";
import { findAnyModel } from "@dateline-search/core/model/model-registry";
import type { Precision } from "@dateline-search/core/model/model-spec";
import type { CliContext } from "../cli-context.ts";
import { modelsFolder } from "../environment.ts";
import { hubEndpoint } from "../open-embedder.ts";
import { printJson } from "../terminal/print-json.ts";
import { reportPull } from "../terminal/report-progress.ts";

export interface PullFlags {
  readonly precision: Precision;
  readonly force: boolean;
  readonly json: boolean;
}

/** Pulls one model and prints its state. */
export async function runModelPull(name: string, flags: PullFlags, context: CliContext): Promise<void> {
  const progress = reportPull(context.stderr);
  try {
    const record = await pullModel({
      spec: findAnyModel(name),
      modelsFolder: modelsFolder(context),
      ...hubEndpoint(),
      precision: flags.precision,
      force: flags.force,
      signal: context.signal,
      onProgress: progress.onProgress,
    });
    progress.stop();
    if (flags.json) printJson(context.stdout, record);
    else context.stdout.write(`${describe(record, modelsFolder(context))}\n`);
  } finally {
    progress.stop();
  }
}

function describe({ name, precision, fingerprint }: ModelRecord, folder: string): string {
  return `${name} (${precision}) is in ${folder}\nfingerprint ${fingerprint}`;
}
