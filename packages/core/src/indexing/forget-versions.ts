import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { hasCode } from "../errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import { GARBAGE_LOCK_KEY } from "../generation/garbage-lock-state.ts";
import { MANIFEST_PREFIX, segmentOfKey } from "../generation/generation-objects.ts";
import { LATEST_KEY } from "../generation/latest-pointer.ts";
import { LEASE_PREFIX } from "../generation/lease.ts";
import type { EarlierVersion, EarlierVersions, RequestOptions } from "../ports/object-store.ts";
import type { ForgetContext } from "./left-texts.ts";
import { HELD_SHARE, type TextProbes, TextSearch } from "./text-probes.ts";

export interface ForgetVersionsOptions extends RequestOptions {
  readonly texts: readonly TextProbes[];
  /** Ids of segments that are known to contain a text. */
  readonly segments: ReadonlySet<string>;
}

/** The result for earlier versions in a versioned bucket. */
export interface ForgottenVersions {
  /** Number of permanently deleted versions. */
  readonly deleted: number;
  /** Why they could not be searched; `null` if they were. */
  readonly problem: string | null;
}

/**
 * Deletes earlier versions of objects that contain a text. If one file of a segment does, deletes all versions
 * of that segment's files.
 */
export async function forgetVersions(
  context: ForgetContext,
  options: ForgetVersionsOptions,
): Promise<ForgottenVersions> {
  const { earlier } = context.index.store;
  if (earlier === undefined) return { deleted: 0, problem: null };
  try {
    const doomed = await findVersions(context, earlier, options);
    await earlier.delete(doomed, options);
    return { deleted: doomed.length, problem: null };
  } catch (error) {
    if (!hasCode(error, "store-forbidden")) throw error;
    return { deleted: 0, problem: error.message };
  }
}

async function findVersions(
  context: ForgetContext,
  earlier: EarlierVersions,
  { texts, segments, signal }: ForgetVersionsOptions,
): Promise<readonly EarlierVersion[]> {
  const holding = new Set(segments);
  const ofSegments: EarlierVersion[] = [];
  const doomed: EarlierVersion[] = [];
  for await (const version of earlier.list("", { signal })) {
    if (hasNoTexts(version.key)) continue;
    const segment = segmentOfKey(version.key);
    if (segment !== undefined) ofSegments.push(version);
    if (segment !== undefined && holding.has(segment)) continue;
    if (!(await holdsText(context, { earlier, version, texts, signal }))) continue;
    if (segment === undefined) doomed.push(version);
    else holding.add(segment);
  }
  return [...doomed, ...ofSegments.filter(({ key }) => holding.has(segmentOfKey(key) ?? ""))];
}

/** True for the many objects that never contain text of an article. */
function hasNoTexts(key: string): boolean {
  return (
    key === LATEST_KEY ||
    key === GARBAGE_LOCK_KEY ||
    key.startsWith(LEASE_PREFIX) ||
    key.startsWith(MANIFEST_PREFIX)
  );
}

interface Candidate extends RequestOptions {
  readonly earlier: EarlierVersions;
  readonly version: EarlierVersion;
  readonly texts: readonly TextProbes[];
}

async function holdsText(
  { format, workFolder }: ForgetContext,
  { earlier, version, texts, signal }: Candidate,
): Promise<boolean> {
  const path = join(workFolder, "version");
  await makeFolder(workFolder);
  await earlier.getToFile(version, path, { signal });
  try {
    const search = new TextSearch(texts);
    for await (const piece of format.contentOf(basename(version.key), path)) search.add(piece);
    return search.found(HELD_SHARE).length > 0;
  } finally {
    await rm(path, { force: true });
  }
}
