import { DatelineError } from "../errors.ts";
import type { RequestOptions } from "../ports/object-store.ts";
import type { IdentityTable } from "./article-identity.ts";
import { liveRows } from "./indexed-articles.ts";
import type { Manifest, SegmentEntry } from "./manifest.ts";

/** The intended change to the set of articles. Ids are hashes. */
export interface ArticleChange {
  /** New articles. */
  readonly added: ReadonlySet<string>;
  /** Articles that the change takes out. */
  readonly removed: ReadonlySet<string>;
}

/** The change of a merge, which moves articles but neither adds nor removes any. */
export const SAME_ARTICLES: ArticleChange = { added: new Set(), removed: new Set() };

/** Reads which articles a segment contains. The segment may not be in the store yet. */
export type ReadIdentities = (entry: SegmentEntry, options: RequestOptions) => Promise<IdentityTable>;

export interface ArticleCheck extends RequestOptions {
  readonly before: Manifest | null;
  readonly after: Manifest;
  readonly change: ArticleChange;
  readonly read: ReadIdentities;
}

/**
 * The final check before a generation becomes the latest. It must contain the articles of the previous one,
 * minus `change.removed` and plus `change.added`, each exactly once. Reads the segments that differ, and the
 * others only if articles are added.
 *
 * @throws DatelineError `internal` when the check fails, before anything is changed
 */
export async function assertArticles({ before, after, change, read, signal }: ArticleCheck): Promise<void> {
  const old = new Set((before?.segments ?? []).map(fingerprintOf));
  const kept = new Set(after.segments.map(fingerprintOf).filter((entry) => old.has(entry)));
  const isKept = (entry: SegmentEntry) => kept.has(fingerprintOf(entry));
  const idsOf = async (entry: SegmentEntry) => liveIds(entry, await read(entry, { signal }));
  const counts = new Map<string, number>();
  const count = async (entries: readonly SegmentEntry[], by: 1 | -1) => {
    for (const entry of entries.filter((one) => !isKept(one))) {
      for (const id of await idsOf(entry)) counts.set(id, (counts.get(id) ?? 0) + by);
    }
  };
  await count(before?.segments ?? [], -1);
  await count(after.segments, 1);
  const added = [...counts].filter(([, times]) => times > 0);
  const twice = added.filter(([, times]) => times > 1).map(([id]) => id);
  const fresh = new Set(added.map(([id]) => id));
  if (fresh.size > 0) {
    for (const entry of after.segments.filter(isKept)) {
      for (const id of await idsOf(entry)) if (fresh.has(id)) twice.push(id);
    }
  }
  const gone = new Set([...counts].filter(([, times]) => times < 0).map(([id]) => id));
  refuse("have twice", twice);
  refuse("lose", [...gone].filter(isNotIn(change.removed)));
  refuse("gain", [...fresh].filter(isNotIn(change.added)));
  refuse("lack", [...change.added].filter(isNotIn(fresh)));
  refuse("keep", [...change.removed].filter(isNotIn(gone)));
}

function isNotIn(ids: ReadonlySet<string>): (id: string) => boolean {
  return (id) => !ids.has(id);
}

/** Hashes of the ids of a segment's articles, except removed ones. */
export function* liveIds(entry: SegmentEntry, table: IdentityTable): Generator<string> {
  for (const { row } of liveRows(entry, table)) yield table.idOf(row);
}

/** Equal for entries with the same remaining articles. */
function fingerprintOf({ id, removed }: SegmentEntry): string {
  return JSON.stringify([id, removed]);
}

function refuse(verb: string, ids: readonly string[]): void {
  if (ids.length === 0) return;
  throw new DatelineError(
    "internal",
    `Cannot change the index: it would ${verb} ${ids.length === 1 ? "an article" : `${ids.length} articles`} that it should not, the first with the id hash ${ids[0]}; nothing was changed, run "dateline check"`,
  );
}
