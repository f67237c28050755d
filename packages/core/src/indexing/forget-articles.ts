import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { makeFolder } from "../files/make-folder.ts";
import { hashOfId } from "../generation/article-identity.ts";
import { collectGarbage } from "../generation/collect-garbage.ts";
import { fetchSegments } from "../generation/fetch-segments.ts";
import { listGenerations } from "../generation/list-generations.ts";
import type { Manifest, SegmentEntry } from "../generation/manifest.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { type CompactContext, compactIndex } from "./compact-index.ts";
import { removeArticles } from "./remove-articles.ts";
import { probesOf, type TextProbes, TextSearch } from "./text-probes.ts";

/** As many generations as nobody keeps. */
const ALL = 10_000;
/** Of the parts of a text that an object must have to hold the text; less is a quotation. */
const HELD_SHARE = 0.5;
/** Fetched pages and feeds, in a store and in caches. */
const PAGES_PREFIX = "fetched/";

/** A place where texts are kept. */
export interface KeptPlace {
  /** For people, such as `s3://bucket/prefix`. */
  readonly name: string;
  readonly store: ObjectStore;
}

export interface ForgetContext extends Omit<CompactContext, "store"> {
  readonly index: KeptPlace;
  /** What commands keep between runs: whatever holds the text is deleted from it. */
  readonly caches: readonly KeptPlace[];
}

/** An object that has the text, or a good part of it. */
export interface TextPlace {
  readonly place: string;
  readonly key: string;
  /** Id of the article whose text it has. */
  readonly id: string;
}

/** What was forgotten, and what was gone through to prove it. */
export interface ForgetReport {
  readonly generation: string | null;
  /** Ids that were found in no generation: what they say is not known, and only their ids were looked for. */
  readonly missing: readonly string[];
  /** Ids of generations that were deleted. */
  readonly deletedGenerations: readonly string[];
  /** Segments that were written anew without the text. */
  readonly compacted: number;
  /** Fetched pages and other kept objects that were deleted. */
  readonly deletedObjects: readonly TextPlace[];
  readonly checked: readonly { readonly place: string; readonly objects: number; readonly bytes: number }[];
  /** What holds the text in spite of all. */
  readonly left: readonly TextPlace[];
}

/**
 * Makes an index forget articles: takes them down, writes the segments anew that hold their texts, deletes the generations
 * and kept pages that do, and goes through everything that is left.
 *
 * @throws DatelineError as `removeArticles`, `compactIndex` and `collectGarbage`
 */
export async function forgetArticles(
  context: ForgetContext,
  ids: readonly string[],
  options: RequestOptions = {},
): Promise<ForgetReport> {
  const { index, caches, ...rest } = context;
  const compacting = { ...rest, store: index.store };
  const found = await findTexts(context, ids, options);
  await removeArticles(compacting, ids, options);
  const only = found.segments;
  const { merged } = await compactIndex(compacting, { only, ...options });
  const mustGo = ({ segments }: Manifest) => segments.some(({ id }) => only.has(id));
  const garbage = await collectGarbage(index.store, { keep: ALL, graceMs: 0, mustGo, ...options });
  const deletedObjects: TextPlace[] = [];
  for (const place of [index, ...caches]) {
    const prefix = place === index ? PAGES_PREFIX : "";
    const holding = await searchPlace(context, place, { texts: found.texts, prefix, share: 0, ...options });
    await place.store.delete([...new Set(holding.places.map(({ key }) => key))], options);
    deletedObjects.push(...holding.places);
  }
  const checked: ForgetReport["checked"][number][] = [];
  const left: TextPlace[] = [];
  for (const place of [index, ...caches]) {
    const { places, objects, bytes } = await searchPlace(context, place, { texts: found.texts, ...options });
    checked.push({ place: place.name, objects, bytes });
    left.push(...places);
  }
  await rm(context.workFolder, { recursive: true, force: true });
  const { latest } = await listGenerations(index.store, options);
  return {
    generation: latest?.generation ?? null,
    missing: ids.filter((id) => !found.ids.has(id)),
    deletedGenerations: garbage.deleted,
    compacted: merged.reduce((sum, count) => sum + count, 0),
    deletedObjects,
    checked,
    left,
  };
}

interface FoundTexts {
  readonly ids: ReadonlySet<string>;
  /** Ids of segments that hold a text, be it removed or not. */
  readonly segments: ReadonlySet<string>;
  readonly texts: readonly TextProbes[];
}

/** Reads every version of the articles that any generation has. */
async function findTexts(
  { index, identities, format, workFolder }: ForgetContext,
  ids: readonly string[],
  { signal }: RequestOptions,
): Promise<FoundTexts> {
  const wanted = new Map(ids.map((id) => [hashOfId(id), id]));
  const found = new Set<string>();
  const segments = new Set<string>();
  const texts = new Map<string, TextProbes>();
  const { generations } = await listGenerations(index.store, { signal });
  const manifests = generations.flatMap((one) => (one.problem === null ? [one.manifest] : []));
  for (const { entry, dimensions } of distinctSegments(manifests)) {
    const table = await identities.read(entry, { signal });
    const rows: { readonly id: string; readonly firstPassage: number }[] = [];
    let firstPassage = 0;
    for (let row = 0; row < table.length; row++) {
      const id = wanted.get(table.idOf(row));
      if (id !== undefined) rows.push({ id, firstPassage });
      firstPassage += table.passagesOf(row);
    }
    if (rows.length === 0) continue;
    segments.add(entry.id);
    await makeFolder(workFolder);
    await fetchSegments(index.store, { folder: workFolder, entries: [entry] }, { signal });
    const segment = format.open(join(workFolder, "segments", entry.id), dimensions);
    try {
      for (const { id, firstPassage: first } of rows) {
        const text = segment.passages.read([first])[0]?.article.text ?? "";
        found.add(id);
        texts.set(`${id}\n${text}`, probesOf(id, text));
      }
    } finally {
      segment.close();
    }
  }
  for (const id of ids) if (!found.has(id)) texts.set(id, { id, probes: [Buffer.from(id, "utf8")] });
  return { ids: found, segments, texts: [...texts.values()] };
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

/** Goes through every object of a store. */
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
    // A file of the store's own folder, such as one of this command, may be gone by now.
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
