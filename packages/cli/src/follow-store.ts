import type { Command } from "commander";
import type { CliContext } from "./cli-context.ts";
import { type EngineFlags, engineOption, readEngine } from "./engine-option.ts";

interface StoreFlags extends EngineFlags {
  readonly store: string;
}

/** Adds the flag --engine to a command that changes a store: that cluster is updated after the change. */
export function followedByEngine(command: Command, context: CliContext): Command {
  return command
    .addOption(engineOption("bring this cluster up to date afterwards"))
    .hook("postAction", async (_, action) => await followStore(action.opts<StoreFlags>(), context));
}

/** Loads the store's latest generation into the cluster that the flags name, if any. */
export async function followStore(flags: StoreFlags, context: CliContext): Promise<void> {
  const engine = await readEngine(flags);
  if (engine === undefined) return;
  const { describeLoad, loadIntoEngine } = await import("./load-into-engine.ts");
  const { openStore } = await import("./open-store.ts");
  const { signal } = context;
  const report = await loadIntoEngine(await openStore(flags.store), engine, { signal });
  context.stderr.write(`${describeLoad(report, engine)}\n`);
}

/** The same for `forget`. Afterwards the cluster contains no text that the store has deleted. */
export async function forgetInEngine(flags: StoreFlags, context: CliContext): Promise<void> {
  const engine = await readEngine(flags);
  if (engine === undefined) return;
  await followStore(flags, context);
  const { withCluster } = await import("./load-into-engine.ts");
  const { collectIndices } = await import("@dateline-search/core/opensearch/collect-indices");
  const deleted = await withCluster(engine, async (indices) => {
    const collected = await collectIndices(indices, { keep: 0 });
    await indices.expunge((await indices.current()).index);
    return collected;
  });
  context.stderr.write(
    `Deleted ${oldIndices(deleted.length)} of the cluster, and purged deleted documents from the current one. Delete snapshots of the cluster yourself.\n`,
  );
}

/** Deletes all but the newest indices of the cluster that the flags name, if any. */
export async function collectInEngine(
  flags: EngineFlags & { readonly keep: number; readonly dryRun: boolean },
  context: CliContext,
): Promise<void> {
  const engine = await readEngine(flags);
  if (engine === undefined) return;
  const { withCluster } = await import("./load-into-engine.ts");
  const { collectIndices } = await import("@dateline-search/core/opensearch/collect-indices");
  const { keep, dryRun } = flags;
  const options = { keep: Math.max(0, keep - 1), dryRun };
  const deleted = await withCluster(engine, async (indices) => await collectIndices(indices, options));
  const verb = dryRun ? "Would delete" : "Deleted";
  const names = deleted.length === 0 ? "" : `: ${deleted.join(", ")}`;
  context.stderr.write(`${verb} ${oldIndices(deleted.length)} of the cluster${names}\n`);
}

function oldIndices(count: number): string {
  return count === 1 ? "1 old index" : `${count} old indices`;
}
