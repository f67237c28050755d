import { mapConcurrently } from "@dateline-search/core/files/map-concurrently";
import { type ListedGeneration, listGenerations } from "@dateline-search/core/generation/list-generations";
import { type Provenance, readProvenance } from "@dateline-search/core/generation/provenance";
import { findSignature } from "@dateline-search/core/generation/signature";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { Command } from "commander";
import { defaultStore, withIndexStore } from "../open-store.ts";
import { countOf, formatBytes } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import { trustedKeys } from "../trusted-keys.ts";
import type { CommandFactory } from "./command-factory.ts";

const MAX_READS = 8;

const EXAMPLES = `
Examples:
  dateline generations                                  list those of the local index
  dateline generations --store s3://my-bucket/news      list those of a published index
  dateline generations --json --store s3://my-bucket/news | jq -r '.[0].id'`;

/** `dateline generations` */
export const generationsCommand: CommandFactory = ({ stdout, signal }) =>
  new Command("generations")
    .summary("list the generations of a store")
    .description(
      "Lists the generations of a store, newest first, with who built each and with what. Marks the latest with an asterisk. With DATELINE_TRUSTED_KEYS, shows which of these keys signed each.",
    )
    .option("--store <location>", "s3://bucket/prefix, or a folder", defaultStore())
    .option("--json", "print the list as JSON", false)
    .addHelpText("after", EXAMPLES)
    .action(async ({ store, json }: { store: string; json: boolean }) => {
      await withIndexStore(store, async (opened) => {
        const { generations, problem } = await listGenerations(opened, { signal });
        if (problem !== null && generations.length === 0) throw problem;
        const origins = await originsOf(opened, generations, signal);
        if (json)
          printJson(
            stdout,
            generations.map((one, index) => ({ ...toJson(one), ...origins[index] })),
          );
        else {
          generations.forEach((one, index) => {
            stdout.write(`${toLine(one)}${describeOrigin(origins[index] ?? NO_ORIGIN)}\n`);
          });
        }
        // Show what could be read before failing.
        if (problem !== null) throw problem;
      });
    });

/** Where a generation comes from, as recorded in its store. */
interface Origin {
  readonly provenance: Provenance | null;
  /** Name of the trusted key that signed it. */
  readonly signedBy: string | null;
}

const NO_ORIGIN: Origin = { provenance: null, signedBy: null };

async function originsOf(
  store: ObjectStore,
  generations: readonly ListedGeneration[],
  signal: AbortSignal,
): Promise<readonly Origin[]> {
  const keys = trustedKeys();
  return await mapConcurrently(generations, MAX_READS, async ({ id }) => {
    const read = await readProvenance(store, id, { signal });
    const signature = await findSignature(store, id, { keys, signal });
    // Anybody could have written a provenance that the signature does not cover.
    const isForged = signature !== null && signature.provenance !== (read?.sha256 ?? null);
    return { provenance: isForged ? null : (read?.provenance ?? null), signedBy: signature?.keyId ?? null };
  });
}

function describeOrigin({ provenance, signedBy }: Origin): string {
  const signed = signedBy === null ? "" : `, signed by ${signedBy}`;
  if (provenance === null) return signed;
  const { by, action = "build", program, commit, model } = provenance;
  const of =
    commit === null ? "" : ` of commit ${commit.id.slice(0, 12)}${commit.hasChanges ? " with changes" : ""}`;
  const licence = model.licence === null ? "" : ` (${model.licence})`;
  const made = action === "build" ? "built" : `made (${action})`;
  return `, ${made} by ${by} with ${program}${of} and ${model.name}${licence}${signed}`;
}

function toLine(generation: ListedGeneration): string {
  const mark = generation.isLatest ? "*" : " ";
  const start = `${mark} ${generation.id.slice(0, 12)}  ${generation.modifiedAt.toISOString().slice(0, 16)}Z`;
  if (generation.problem !== null) return `${start}  damaged: ${generation.problem.message}`;
  const { articles, passages, sizeBytes } = generation;
  return `${start}  ${countOf(articles, "article")}, ${countOf(passages, "passage")}, ${formatBytes(sizeBytes)}`;
}

function toJson(generation: ListedGeneration): object {
  const { id, modifiedAt, isLatest } = generation;
  if (generation.problem !== null) return { id, modifiedAt, isLatest, problem: generation.problem.message };
  const { articles, passages, sizeBytes, manifest } = generation;
  return { id, modifiedAt, isLatest, articles, passages, sizeBytes, model: manifest.model.name };
}
