import { DatelineError } from "@dateline-search/core/errors";
import type { CliContext } from "../cli-context.ts";
import { type EngineFlags, readEngine } from "../engine-option.ts";
import { describeLoad, loadIntoEngine } from "../load-into-engine.ts";
import { withIndexStore } from "../open-store.ts";
import { printJson } from "../terminal/print-json.ts";

export interface LoadFlags extends EngineFlags {
  readonly generation?: string;
  readonly shards: number;
  readonly replicas: number;
  readonly quantize: boolean;
  readonly rebuild: boolean;
  readonly json: boolean;
}

/** Loads a generation of a store into a cluster. */
export async function runLoad(location: string, flags: LoadFlags, context: CliContext): Promise<void> {
  const engine = await readEngine(flags);
  if (engine === undefined) {
    throw new DatelineError(
      "invalid-input",
      "Cannot load the index: name a cluster with --engine or DATELINE_ENGINE",
    );
  }
  const { generation, shards, replicas, quantize, rebuild } = flags;
  const options = { generation, shards, replicas, rebuild, signal: context.signal } as const;
  const quantization = quantize ? "byte" : "none";
  const report = await withIndexStore(
    location,
    async (store) => await loadIntoEngine(store, engine, { ...options, quantization }),
  );
  if (flags.json) printJson(context.stdout, report);
  else context.stdout.write(`${describeLoad(report, engine)}\n`);
}
