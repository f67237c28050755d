import type { Command } from "commander";
import type { CliContext } from "./cli-context.ts";
import { type EngineFlags, engineOption, readEngine } from "./engine-option.ts";

interface StoreFlags extends EngineFlags {
  readonly store: string;
}

/** Gives a command that changes a store the flag --engine: a cluster that follows the store once the change is made. */
export function followedByEngine(command: Command, context: CliContext): Command {
  return command
    .addOption(engineOption("bring this cluster up to date afterwards"))
    .hook("postAction", async (_, action) => await followStore(action.opts<StoreFlags>(), context));
}

/** Loads what a store has now into the cluster that the flags name, if they name one. */
export async function followStore(flags: StoreFlags, context: CliContext): Promise<void> {
  const engine = await readEngine(flags);
  if (engine === undefined) return;
  const { describeLoad, loadIntoEngine } = await import("./load-into-engine.ts");
  const { openStore } = await import("./open-store.ts");
  const { signal } = context;
  const report = await loadIntoEngine(await openStore(flags.store), engine, { signal });
  context.stderr.write(`${describeLoad(report, engine)}\n`);
}

/** The same for `forget`: nothing that the cluster keeps has a text any more that the store has not. */
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
    `Deleted ${oldIndices(deleted.length)} of the cluster, and what was deleted in the one that answers. Snapshots of the cluster are yours.\n`,
  );
}

/** Deletes indices of the cluster that the flags name, if they name one: all but the newest. */
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
