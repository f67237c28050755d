import { DatelineError } from "../errors.ts";
import type { Amendment } from "../generation/amend-index.ts";
import type { ArticleIdentity } from "../generation/article-identity.ts";
import {
  type IndexedArticle,
  type IndexedArticles,
  withoutArticles,
  withSegments,
} from "../generation/indexed-articles.ts";
import { FORMAT_VERSION, type Manifest } from "../generation/manifest.ts";
import { checkModel } from "../generation/open-generation.ts";
import { SPLITTER_VERSION } from "../passages/splitter-version.ts";
import { type Embedder, windowMethodOf } from "../ports/embedder.ts";
import { Admission, type UpdateBase, type UpdateWish } from "./admission.ts";
import { methodOf } from "./build-segment.ts";
import { idOfRow, type Names, type PlacedSegment, placeSegment, uniteArticles } from "./place-articles.ts";

/** The result of merging an update. */
export interface MergedUpdate {
  /** `null` if nothing changes. */
  readonly amendment: Amendment | null;
  /** Number of articles that were removed and not replaced by another version. */
  readonly removed: number;
  /** Hashes of objects of which the index knows a later version. Their readings are ignored. */
  readonly stale: ReadonlySet<string>;
  /** Hashes of the ids of incoming articles that are taken down. */
  readonly refused: ReadonlySet<string>;
}

/**
 * Computes the generation that contains an update.
 *
 * @throws DatelineError `model-mismatch` or `index-format` when the index was built with another model or
 *   splitter; `write-conflict` when it lost an unchanged article meanwhile, which the update did not prepare
 */
export function mergeUpdate(wish: UpdateWish, base: UpdateBase): MergedUpdate {
  const current = base.current ?? emptyManifest(base);
  assertSameMethod(current, base.embedder);
  if (wish.segment !== null) assertSameWindows(current, base);
  const admission = new Admission(wish, current);
  const placed = uniteArticles(placeSegment(wish, base, admission), wish, base, admission);
  const holders = findHolders(wish, base, { admission, placed });
  const takenDown = findTakenDown(wish, base, { admission, holders, placed });
  const renamed = [...placed.successors.keys()].filter((id) => !placed.rows.has(id));
  const removed = new Set([...takenDown.map(({ id }) => id), ...renamed]);
  const rowOf = (id: string) => placed.rows.get(id) ?? (removed.has(id) ? undefined : base.indexed.find(id));
  const sameRow = (names: Names) => rowOf(idOfRow(names, placed, base) ?? names.id);
  assertPlaced(wish, admission, (names) => sameRow(names) !== undefined);
  const added = new Set([...placed.rows.keys()].filter((id) => base.indexed.find(id) === undefined));
  const manifest = {
    ...withRows(current, { placed, takenDown }),
    ...admission.toManifest(),
    ...heldByOf(current, { holders, rowOf, indexed: base.indexed, placed }),
    ...aliasesOf(wish, current, { rowOf, sameRow, admission, placed }),
  };
  const isNeeded =
    placed.entry !== null || removed.size > 0 || saysMore(manifest, current) || admission.isNews;
  const amendment = { manifest, segment: newSegment(wish, placed), change: { added, removed } };
  const { stale, refused } = admission;
  return { amendment: isNeeded ? amendment : null, removed: takenDown.length, stale, refused };
}

/** Finds which objects contain an article after the update, for articles for which that may have changed. */
function findHolders(
  { sightings, readings }: UpdateWish,
  base: UpdateBase,
  { admission, placed }: Pick<Outcome, "admission" | "placed">,
): ReadonlyMap<string, ReadonlySet<string>> {
  const { indexed } = base;
  const predecessors = new Map([...placed.successors].map(([id, successor]) => [successor, id]));
  const holders = new Map<string, Set<string>>();
  const holdersOf = (id: string) => {
    const known = holders.get(id) ?? new Set(indexed.find(predecessors.get(id) ?? id)?.origins);
    holders.set(id, known);
    return known;
  };
  const holdings = new Set<string>();
  for (const seen of [...sightings.values()].flat()) {
    if (seen.origin === null || !admission.admits(seen)) continue;
    const id = idOfRow(seen, placed, base) ?? seen.id;
    holdersOf(id).add(seen.origin);
    holdings.add(`${id} ${seen.origin}`);
  }
  const whole = [...readings].filter(([origin, { isWhole }]) => isWhole && !admission.stale.has(origin));
  const read = new Set(whole.map(([origin]) => origin));
  for (const { id: before, origins } of indexed.ofOrigins(read)) {
    const id = placed.successors.get(before) ?? before;
    for (const origin of origins)
      if (read.has(origin) && !holdings.has(`${id} ${origin}`)) holdersOf(id).delete(origin);
  }
  return holders;
}

interface Outcome {
  readonly admission: Admission;
  readonly holders: ReadonlyMap<string, ReadonlySet<string>>;
  readonly placed: PlacedSegment;
}

/** Finds articles that their publisher withdraws, and those that no object contains any longer. */
function findTakenDown(
  { withdrawals }: UpdateWish,
  { indexed }: UpdateBase,
  { admission, holders, placed }: Outcome,
): readonly IndexedArticle[] {
  const withdrawn = withdrawals
    .flatMap(({ id }) => indexed.findNamed(id) ?? [])
    .filter((article) => !admission.tolerates(article));
  const vanished = [...holders]
    .filter(([, origins]) => origins.size === 0)
    .flatMap(([id]) => indexed.find(id) ?? [])
    .filter(({ origins }) => origins.length > 0);
  const byId = new Map([...withdrawn, ...vanished].map((article) => [article.id, article]));
  return [...byId.values()].filter(({ id }) => !placed.rows.has(id) && !placed.successors.has(id));
}

/**
 * Refuses to lose an unchanged article that another writer removed meanwhile, since the update did not
 * prepare it.
 */
function assertPlaced(
  { sightings }: UpdateWish,
  admission: Admission,
  isThere: (names: Names) => boolean,
): void {
  for (const seen of sightings.values()) {
    if (seen.some(isThere) || !seen.some((one) => admission.admits(one))) continue;
    throw new DatelineError(
      "write-conflict",
      "Cannot change the index: another writer removed an unchanged article meanwhile; nothing is lost, run it again",
    );
  }
}

function withRows(
  current: Manifest,
  { placed, takenDown }: { readonly placed: PlacedSegment; readonly takenDown: readonly IndexedArticle[] },
): Omit<Manifest, "takeDowns" | "heldBy" | "origins" | "aliases"> {
  const { takeDowns: _takeDowns, heldBy: _heldBy, origins: _origins, aliases: _aliases, ...method } = current;
  const rest = withoutArticles(method, [...placed.replaced, ...takenDown]);
  return placed.entry === null ? rest : withSegments(rest, [...rest.segments, placed.entry]);
}

function newSegment({ segment }: UpdateWish, { entry }: PlacedSegment): Amendment["segment"] {
  return segment === null || entry === null ? undefined : { entry, folder: segment.folder };
}

/** Lists only articles whose segment rows state other objects. */
function heldByOf(
  current: Manifest,
  {
    holders,
    rowOf,
    indexed,
    placed,
  }: {
    readonly holders: Outcome["holders"];
    readonly rowOf: (id: string) => ArticleIdentity | undefined;
    readonly indexed: IndexedArticles;
    readonly placed: PlacedSegment;
  },
): Pick<Manifest, "heldBy"> {
  const known = (current.heldBy ?? []).map(({ id }) => id);
  const ids = new Set([...known, ...holders.keys(), ...placed.rows.keys()]);
  const heldBy: NonNullable<Manifest["heldBy"]> = [];
  for (const id of [...ids].sort()) {
    const row = rowOf(id);
    const origins = [...(holders.get(id) ?? indexed.find(id)?.origins ?? [])].sort();
    const isSaid = row === undefined || origins.join() === (row.origin ?? "");
    if (!isSaid) heldBy.push({ id, origins });
  }
  return heldBy.length === 0 ? {} : { heldBy };
}

/** Lists ids that the segment rows of articles do not state: those of older versions, and second aliases. */
function aliasesOf(
  { sightings }: UpdateWish,
  current: Manifest,
  {
    rowOf,
    sameRow,
    admission,
    placed,
  }: Pick<Outcome, "admission" | "placed"> & {
    readonly rowOf: (id: string) => ArticleIdentity | undefined;
    readonly sameRow: (names: Names) => ArticleIdentity | undefined;
  },
): Pick<Manifest, "aliases"> {
  const found = new Map<string, { id: string; alias: string }>();
  const note = (row: ArticleIdentity | undefined, alias: string | null | undefined) => {
    if (row === undefined || alias === null || alias === undefined) return;
    if (alias !== row.id && alias !== row.alias) found.set(`${row.id} ${alias}`, { id: row.id, alias });
  };
  for (const { id, alias } of current.aliases ?? []) note(rowOf(placed.successors.get(id) ?? id), alias);
  for (const { id, alias } of placed.replaced) {
    const successor = rowOf(placed.successors.get(id) ?? id);
    note(successor, id);
    note(successor, alias);
  }
  for (const seen of [...sightings.values()].flat()) {
    if (!admission.admits(seen)) continue;
    note(sameRow(seen), seen.id);
    note(sameRow(seen), seen.alias);
  }
  const aliases = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return aliases.length === 0 ? {} : { aliases };
}

function saysMore(manifest: Manifest, current: Manifest): boolean {
  const said = ({ takeDowns, heldBy, aliases }: Manifest) => JSON.stringify([takeDowns, heldBy, aliases]);
  return said(manifest) !== said(current);
}

function emptyManifest({ embedder, split }: UpdateBase): Manifest {
  const method = methodOf(embedder, split);
  return { formatVersion: FORMAT_VERSION, ...method, articles: 0, passages: 0, segments: [] };
}

/** Refuses the update if another writer has re-embedded the index with another window method meanwhile. */
function assertSameWindows(manifest: Manifest, { embedder, split }: UpdateBase): void {
  if (windowMethodOf(manifest, embedder) === (split.windows ?? "alone")) return;
  throw new DatelineError(
    "model-mismatch",
    `Cannot add to the index: it was re-embedded ${split.windows === "pooled" ? "without" : "with"} --fast meanwhile; add the articles again`,
  );
}

/** @throws DatelineError `model-mismatch` or `index-format` when the index has another model or splitter */
export function assertSameMethod(manifest: Manifest, embedder: Embedder): void {
  checkModel(manifest, embedder);
  const { version } = manifest.splitter;
  if (version === SPLITTER_VERSION) return;
  throw new DatelineError(
    "index-format",
    `Cannot add to the index: version ${version} of the splitter made its passages, but this program has version ${SPLITTER_VERSION}; build the index again`,
  );
}
