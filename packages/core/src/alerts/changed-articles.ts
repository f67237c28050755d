import type { IdentityReader } from "../generation/identity-reader.ts";
import { liveRows } from "../generation/indexed-articles.ts";
import type { Manifest, SegmentEntry } from "../generation/manifest.ts";
import type { RequestOptions } from "../ports/object-store.ts";
import type { Segment } from "../ports/segment.ts";
import type { SegmentRows } from "./narrow-generation.ts";

/** The location of an article that differs between two generations. */
interface Place {
  readonly segment: string;
  readonly firstPassage: number;
  readonly passages: number;
  readonly fingerprint: string;
}

/** Differences between two generations, by `hashOfId` of articles. */
export interface ChangedArticles {
  /** New articles and new versions. */
  readonly fresh: ReadonlyMap<string, Place>;
  readonly removed: readonly string[];
}

/** Compares the articles of two generations. Does not read segments that both have unchanged. */
export async function findChangedArticles(
  { before, after }: { readonly before: Manifest; readonly after: Manifest },
  reader: Pick<IdentityReader, "read">,
  options: RequestOptions = {},
): Promise<ChangedArticles> {
  const old = await articlesOf(entriesOnlyIn(before, after), reader, options);
  const fresh = await articlesOf(entriesOnlyIn(after, before), reader, options);
  const removed = [...old.keys()].filter((id) => !fresh.has(id));
  for (const [id, { fingerprint }] of old) if (fresh.get(id)?.fingerprint === fingerprint) fresh.delete(id);
  return { fresh, removed };
}

/** The rows of articles, segment by segment. */
export function rowsOfPlaces(
  { segments, manifest }: { readonly segments: readonly Segment[]; readonly manifest: Manifest },
  places: Iterable<Place>,
): readonly SegmentRows[] {
  const rows = new Map<string, number[]>();
  for (const { segment, firstPassage, passages } of places) {
    const ofSegment = rows.get(segment) ?? [];
    if (ofSegment.length === 0) rows.set(segment, ofSegment);
    for (let row = firstPassage; row < firstPassage + passages; row++) ofSegment.push(row);
  }
  return segments.map((segment, index) => ({
    segment,
    rows: (rows.get(manifest.segments[index]?.id ?? "") ?? []).sort((a, b) => a - b),
  }));
}

function entriesOnlyIn(one: Manifest, other: Manifest): readonly SegmentEntry[] {
  const known = new Map(other.segments.map(({ id, removed }) => [id, JSON.stringify(removed)]));
  return one.segments.filter(({ id, removed }) => known.get(id) !== JSON.stringify(removed));
}

async function articlesOf(
  entries: readonly SegmentEntry[],
  reader: Pick<IdentityReader, "read">,
  options: RequestOptions,
): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  for (const entry of entries) {
    const table = await reader.read(entry, options);
    for (const { row, firstPassage } of liveRows(entry, table)) {
      const { id, fingerprint, passages } = table.read(row);
      places.set(id, { segment: entry.id, firstPassage, passages, fingerprint });
    }
  }
  return places;
}
