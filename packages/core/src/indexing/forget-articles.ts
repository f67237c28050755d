import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { systemTimer } from "../clock/timer.ts";
import { makeFolder } from "../files/make-folder.ts";
import { hashOfId, type IdentityTable } from "../generation/article-identity.ts";
import { collectGarbage } from "../generation/collect-garbage.ts";
import { fetchSegments } from "../generation/fetch-segments.ts";
import type { WatchLeasesOptions } from "../generation/lease.ts";
import { listGenerations } from "../generation/list-generations.ts";
import type { Manifest, SegmentEntry } from "../generation/manifest.ts";
import type { RequestOptions } from "../ports/object-store.ts";
import { compactIndex } from "./compact-index.ts";
import { forgetVersions } from "./forget-versions.ts";
import {
  awaitPublications,
  explainLeft,
  type ForgetContext,
  type KeptPlace,
  type LeftText,
  type TextPlace,
} from "./left-texts.ts";
import { removeArticles } from "./remove-articles.ts";
import { HELD_SHARE, probesOf, type TextProbes, TextSearch } from "./text-probes.ts";

/** More generations than any store contains. */
const ALL = 10_000;
/** Each round processes changes that others made during the previous one. */
const MAX_ROUNDS = 5;
const PATIENCE_MS = 10 * 60_000;
/** Prefix of fetched pages and feeds, in a store and in caches. */
const PAGES_PREFIX = "fetched/";

export interface ForgetOptions extends WatchLeasesOptions {
  /** Time limit for publications that keep a text to end; default ten minutes. */
  readonly patienceMs?: number | undefined;
}

/** The deletions, and the searches that prove them complete. */
export interface ForgetReport {
  readonly generation: string | null;
  /** Ids that no generation contains. Their texts are unknown, so the search was for the ids only. */
  readonly missing: readonly string[];
  readonly deletedGenerations: readonly string[];
  /** Number of segments that were rewritten without the text. */
  readonly compacted: number;
  /** Fetched pages and other cached objects that were deleted. */
  readonly deletedObjects: readonly TextPlace[];
  /** Number of earlier object versions that were permanently deleted from a versioned bucket. */
  readonly deletedVersions: number;
  /** Why earlier versions could not be searched; `null` if they were. */
  readonly versionsProblem: string | null;
  readonly checked: readonly { readonly place: string; readonly objects: number; readonly bytes: number }[];
  /** Objects that still contain the text. */
  readonly left: readonly LeftText[];
}

/**
 * Erases articles from an index. Takes them down, rewrites the segments with their texts, deletes the
 * generations, cached pages and earlier object versions that contain them, and searches all remaining objects.
 * Waits for publications that keep a text. Repeats if other writers store a text again meanwhile.
 *
 * @throws DatelineError as `removeArticles`, `compactIndex` and `collectGarbage`
 */
export async function forgetArticles(
  context: ForgetContext,
  ids: readonly string[],
  options: ForgetOptions = {},
): Promise<ForgetReport> {
  const { patienceMs = PATIENCE_MS, timer = systemTimer, signal } = options;
  const endsAt = timer.monotonicMs() + patienceMs;
  const known: KnownTexts = { ids: new Set(), texts: new Map() };
  let done: Omit<ForgetReport, "missing" | "generation"> = NOTHING_DONE;
  try {
    for (let round = 1; ; round++) {
      const leftMs = Math.max(0, endsAt - timer.monotonicMs());
      const now = await forgetOnce(context, { ids, known }, { ...options, patienceMs: leftMs });
      done = joined(done, now);
      const isFinal = done.left.every(({ why }) => why === "copy" || why === "other");
      if (isFinal || round === MAX_ROUNDS || timer.monotonicMs() >= endsAt) break;
      await awaitPublications(context.index.store, done.left, { timer, endsAt, signal });
    }
  } finally {
    await rm(context.workFolder, { recursive: true, force: true });
  }
  const { latest } = await listGenerations(context.index.store, { signal });
  return {
    ...done,
    generation: latest?.generation ?? null,
    missing: ids.filter((id) => !known.ids.has(id)),
  };
}

type Done = Omit<ForgetReport, "missing" | "generation">;

const NOTHING_DONE: Done = {
  deletedGenerations: [],
  compacted: 0,
  deletedObjects: [],
  deletedVersions: 0,
  versionsProblem: null,
  checked: [],
  left: [],
};

function joined(before: Done, now: Done): Done {
  return {
    ...now,
    deletedGenerations: [...before.deletedGenerations, ...now.deletedGenerations],
    compacted: before.compacted + now.compacted,
    deletedObjects: [...before.deletedObjects, ...now.deletedObjects],
    deletedVersions: before.deletedVersions + now.deletedVersions,
  };
}

interface Wanted {
  readonly ids: readonly string[];
  readonly known: KnownTexts;
}

async function forgetOnce(
  context: ForgetContext,
  { ids, known }: Wanted,
  options: ForgetOptions,
): Promise<Done> {
  const { index, caches, ...rest } = context;
  const { signal } = options;
  const compacting = { ...rest, store: index.store };
  const only = await findTexts(context, { ids, known }, { signal });
  const texts = [...known.texts.values(), ...idsAlone(ids, known)];
  await removeArticles(compacting, ids, { signal });
  const { merged } = await compactIndex(compacting, { only, signal });
  const mustGo = ({ segments }: Manifest) => segments.some(({ id }) => only.has(id));
  const garbage = await collectGarbage(index.store, { ...options, keep: ALL, graceMs: 0, mustGo });
  const deletedObjects: TextPlace[] = [];
  for (const place of [index, ...caches]) {
    const prefix = place === index ? PAGES_PREFIX : "";
    const holding = await searchPlace(context, place, { texts, prefix, share: 0, signal });
    await place.store.delete([...new Set(holding.places.map(({ key }) => key))], { signal });
    deletedObjects.push(...holding.places);
  }
  const versions = await forgetVersions(context, { texts, segments: only, signal });
  const checked: ForgetReport["checked"][number][] = [];
  const left: TextPlace[] = [];
  for (const place of [index, ...caches]) {
    const { places, objects, bytes } = await searchPlace(context, place, { texts, signal });
    checked.push({ place: place.name, objects, bytes });
    left.push(...places);
  }
  return {
    deletedGenerations: garbage.deleted,
    compacted: merged.reduce((sum, count) => sum + count, 0),
    deletedObjects,
    deletedVersions: versions.deleted,
    versionsProblem: versions.problem,
    checked,
    left: await explainLeft(context, left, { texts, ids, signal }),
  };
}

/** Searches for the id alone if no generation contains the article. */
function idsAlone(ids: readonly string[], known: KnownTexts): readonly TextProbes[] {
  return ids.filter((id) => !known.ids.has(id)).map((id) => ({ id, probes: [Buffer.from(id, "utf8")] }));
}

/** The texts of the wanted articles that have been found so far. */
interface KnownTexts {
  /** Ids that some generation contains. */
  readonly ids: Set<string>;
  readonly texts: Map<string, TextProbes>;
}

/**
 * Reads every version of the articles in every generation.
 *
 * @returns ids of segments that contain a text, even of a removed article
 */
async function findTexts(
  { index, identities, format, workFolder }: ForgetContext,
  { ids, known }: Wanted,
  { signal }: RequestOptions,
): Promise<ReadonlySet<string>> {
  const wanted = new Map(ids.map((id) => [hashOfId(id), id]));
  const segments = new Set<string>();
  const { generations } = await listGenerations(index.store, { signal });
  const manifests = generations.flatMap((one) => (one.problem === null ? [one.manifest] : []));
  for (const { entry, dimensions } of distinctSegments(manifests)) {
    const rows = rowsOf(await identities.read(entry, { signal }), wanted);
    if (rows.length === 0) continue;
    segments.add(entry.id);
    await makeFolder(workFolder);
    await fetchSegments(index.store, { folder: workFolder, entries: [entry] }, { signal });
    const segment = format.open(join(workFolder, "segments", entry.id), dimensions);
    try {
      for (const { id, firstPassage } of rows) {
        const text = segment.passages.read([firstPassage])[0]?.article.text ?? "";
        known.ids.add(id);
        known.texts.set(`${id}\n${text}`, probesOf(id, text));
      }
    } finally {
      segment.close();
    }
  }
  return segments;
}

function rowsOf(
  table: IdentityTable,
  wanted: ReadonlyMap<string, string>,
): readonly { readonly id: string; readonly firstPassage: number }[] {
  const rows: { readonly id: string; readonly firstPassage: number }[] = [];
  let firstPassage = 0;
  for (let row = 0; row < table.length; row++) {
    const id = wanted.get(table.idOf(row));
    if (id !== undefined) rows.push({ id, firstPassage });
    firstPassage += table.passagesOf(row);
  }
  return rows;
}

function distinctSegments(
  manifests: readonly Manifest[],
): readonly { readonly entry: SegmentEntry; readonly dimensions: number }[] {
  const all = manifests.flatMap(({ segments, model }) =>
    segments.map((entry) => ({ entry, dimensions: model.dimensions })),
  );
  return [...new Map(all.map((one) => [one.entry.id, one])).values()];
}

interface SearchPlaceOptions extends RequestOptions {
  readonly texts: readonly TextProbes[];
  readonly prefix?: string;
  readonly share?: number;
}

/** Searches every object of a store. */
async function searchPlace(
  { format, workFolder }: ForgetContext,
  { name, store }: KeptPlace,
  { texts, prefix = "", share = HELD_SHARE, signal }: SearchPlaceOptions,
): Promise<{ readonly places: readonly TextPlace[]; readonly objects: number; readonly bytes: number }> {
  const places: TextPlace[] = [];
  let [objects, bytes] = [0, 0];
  const path = join(workFolder, "searched");
  await makeFolder(workFolder);
  for await (const { key, sizeBytes } of store.list(prefix, { signal })) {
    // A temporary file in the store's own folder, such as one of this command, may no longer exist.
    if ((await store.head(key, { signal })) === undefined) continue;
    await store.getToFile(key, path, { signal });
    const search = new TextSearch(texts);
    for await (const piece of format.contentOf(basename(key), path)) search.add(piece);
    await rm(path, { force: true });
    objects += 1;
    bytes += sizeBytes;
    for (const id of search.found(share)) places.push({ place: name, key, id });
  }
  return { places, objects, bytes };
}
