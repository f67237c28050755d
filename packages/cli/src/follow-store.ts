import type { Command } from "commander";
import type { CliContext } from "./cli-context.ts";
import { type EngineFlags, engineOption, readEngine } from "./engine-option.ts";

interface StoreFlags extends EngineFlags {
  readonly store: string;
}

/** Gives a command that changes a store the flag --engine: a cluster that follows the store once the change is made. */
export function followedByEngine(command: Command, context: CliContext): Command {
  return command
    .addOption(engineOption("let this cluster follow the store afterwards"))
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
