import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type IndexDamage, isDamaged } from "@dateline-search/core/generation/check-index";
import {
  checkStore,
  type DamagedObject,
  isHealthy,
  type StoreCheck,
} from "@dateline-search/core/generation/check-store";
import { type RepairReport, repairLists, repairObjects } from "@dateline-search/core/generation/repair-store";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import type { CliContext } from "../cli-context.ts";
import type { ReadingFlags } from "../corpus-reading.ts";
import { EXIT } from "../exit-code.ts";
import { generationAuthor } from "../generation-author.ts";
import { isUrl, openStore, withIndexStore } from "../open-store.ts";
import { tellWait } from "../terminal/describe-wait.ts";
import { countOf, formatBytes } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import { startProgress } from "../terminal/progress.ts";

export interface CheckFlags extends ReadingFlags {
  readonly store: string;
  readonly index?: string;
  readonly all: boolean;
  readonly repair: boolean;
  readonly from: string;
  readonly json: boolean;
}

/** A damaged manifest hides further damage until it is repaired. */
const MAX_ROUNDS = 3;
const PROBLEMS = {
  missing: "is missing",
  "wrong-size": "has a different size than its manifest states",
  "wrong-content": "has a different sha256 than its manifest states",
} as const;

/** The findings and repairs. */
interface CheckOutcome {
  /** The state after any repair. */
  readonly check: StoreCheck;
  readonly repaired: readonly string[];
  /** The generation built to remove duplicate articles. */
  readonly repairedGeneration: string | null;
}

/** Checks an index and repairs it. @returns the exit code */
export async function runCheck(flags: CheckFlags, context: CliContext): Promise<number> {
  const location = flags.index ?? flags.store;
  const folder = await mkdtemp(join(tmpdir(), "dateline-check-"));
  try {
    const outcome = await withIndexStore(location, async (store) => {
      const run = { store, location, folder, flags, context };
      return flags.repair ? await checkAndRepair(run) : { check: await look(run), ...NOTHING_REPAIRED };
    });
    const { check, repaired, repairedGeneration } = outcome;
    const healthy = isHealthy(check);
    if (flags.json) printJson(context.stdout, { healthy, ...check, repaired, repairedGeneration });
    else context.stdout.write(`${describe(outcome, { location, ...flags }).join("\n")}\n`);
    return healthy ? EXIT.ok : EXIT.damaged;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface CheckRun {
  readonly store: ObjectStore;
  readonly location: string;
  /** Receives downloads. */
  readonly folder: string;
  readonly flags: CheckFlags;
  readonly context: CliContext;
}

const NOTHING_REPAIRED = { repaired: [], repairedGeneration: null };

async function look({ store, folder, flags: { all }, context }: CheckRun): Promise<StoreCheck> {
  const { stderr, signal } = context;
  let bar: ReturnType<typeof startProgress> | undefined;
  try {
    return await checkStore(store, {
      all,
      folder,
      signal,
      onProgress: ({ doneBytes, totalBytes: total }) => {
        bar ??= startProgress(stderr, { label: "Reading", total, format: formatBytes, unit: "" });
        bar.update(doneBytes);
      },
    });
  } finally {
    bar?.stop();
  }
}

async function checkAndRepair(run: CheckRun): Promise<CheckOutcome> {
  const repaired: string[] = [];
  let check = await look(run);
  for (let round = 1; round < MAX_ROUNDS && check.damaged.length > 0; round++) {
    const done = await repairFromCopy(run, check.damaged);
    repaired.push(...done.repaired);
    if (done.repaired.length === 0) break;
    check = await look(run);
  }
  if (check.lists === null || !isDamaged(check.lists)) return { check, repaired, repairedGeneration: null };
  const { signal, stderr } = run.context;
  const author = await generationAuthor({ action: "check", store: run.store });
  const repairedGeneration = await repairLists(run.store, { author, signal, onWait: tellWait(stderr) });
  return { check: await look(run), repaired, repairedGeneration };
}

async function repairFromCopy(
  { store, location, folder, flags, context }: CheckRun,
  damaged: readonly DamagedObject[],
): Promise<RepairReport> {
  if (isSamePlace(location, flags.from)) return { repaired: [], unrepaired: damaged.map(({ key }) => key) };
  const { signal, stderr } = context;
  const from = await openStore(flags.from);
  return await repairObjects(store, damaged, { from, folder, signal, onWait: tellWait(stderr) });
}

function isSamePlace(a: string, b: string): boolean {
  const [one, other] = [a, b].map((place) => (isUrl(place) ? place.replace(/\/+$/, "") : resolve(place)));
  return one === other;
}

function describe(
  { check, repaired, repairedGeneration }: CheckOutcome,
  { location, from, repair }: CheckFlags & { readonly location: string },
): string[] {
  const { generations, objects, bytes, damaged, lists } = check;
  const what = `${countOf(objects, "object")} (${formatBytes(bytes)}) of ${countOf(generations.length, "generation")} in ${location}`;
  const lines = [
    ...repaired.map((key) => `repaired: ${key}`),
    ...(repairedGeneration === null
      ? []
      : [
          `repaired: generation ${repairedGeneration.slice(0, 12)} is now the latest and contains each article once`,
        ]),
    ...damaged.map(({ key, problem }) => `damaged: ${key} ${PROBLEMS[problem]}`),
    ...(lists === null ? [] : describeLists(lists)),
  ];
  if (isHealthy(check)) return [...lines, `Checked ${what}: no damage found.`];
  const count = damaged.length;
  return [
    ...lines,
    `Checked ${what}: ${count > 0 ? `${countOf(count, "object")} damaged` : "its lists are damaged"}.`,
    remedy({ check, location, from, repair }),
  ];
}

function describeLists(lists: IndexDamage): string[] {
  const { repeatedSegments, repeatedArticles, miscountedSegments, isMiscounted } = lists;
  return [
    ...repeatedSegments.map((id) => `damaged: segment ${id} is listed twice`),
    ...(repeatedArticles.length > 0
      ? [`damaged: ${countOf(repeatedArticles.length, "article")} found more than once`]
      : []),
    ...miscountedSegments.map((id) => `damaged: the article count of segment ${id} does not match its entry`),
    ...(isMiscounted
      ? ["damaged: the manifest's counts of articles or passages do not match its segments"]
      : []),
  ];
}

function remedy({
  check,
  location,
  from,
  repair,
}: {
  check: StoreCheck;
  location: string;
  from: string;
  repair: boolean;
}): string {
  if (!repair) {
    const needsCopy = check.damaged.length > 0 && isSamePlace(location, from);
    return `To repair it, run "dateline check --repair${needsCopy ? " --from FOLDER" : ""}" with the same --store or --index.${needsCopy ? " FOLDER is an intact copy of the index, such as the one that was published." : ""}`;
  }
  return `"${from}" has no good copy. Name another with --from, restore an earlier version of the objects if the bucket is versioned, go back with "dateline rollback", or build and publish again with "dateline publish --replace".`;
}
