import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import { type Amendment, amendIndex, readCurrent, waitForOthers } from "../generation/amend-index.ts";
import type { IdentityTable } from "../generation/article-identity.ts";
import { SAME_ARTICLES } from "../generation/assert-articles.ts";
import { withOwnName } from "../generation/describe-segment.ts";
import { fetchSegments } from "../generation/fetch-segments.ts";
import { liveRows, removeFrom, withSegments } from "../generation/indexed-articles.ts";
import type { Manifest, SegmentEntry } from "../generation/manifest.ts";
import { includesRanges, isInRanges } from "../generation/removed-rows.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Segment } from "../ports/segment.ts";
import { windowMethodOf } from "../ports/window-method.ts";
import { type AddArticle, buildSegment, methodOf, type SegmentOptions } from "./build-segment.ts";
import type { CompactContext } from "./compact-index.ts";

/** Consecutive attempts that are wasted by changes of others before this gives up. */
const MAX_LOST = 8;

export interface ReembedContext extends CompactContext {
  /** The new model of the index. */
  readonly embedder: Embedder;
}

export type ReembedOptions = Pick<SegmentOptions, "windows" | "signal" | "onProgress" | "onWait">;

export interface ReembedReport {
  readonly generation: string;
  readonly manifest: Manifest;
  /** The previous generation; equal to `generation` if the index already had this model. */
  readonly previous: string;
}

/** The origin of an article in the new segment. */
interface MovedArticle {
  readonly segment: string;
  /** Row of its first passage there. */
  readonly firstPassage: number;
}

interface Reembedded {
  readonly entry: SegmentEntry;
  readonly articles: readonly (MovedArticle & { readonly passages: number })[];
}

/**
 * Embeds every article of an index with another model or window method, from the texts in the index, and makes
 * the new generation current. Keeps the old one for a rollback. Others may remove articles meanwhile. If they
 * add some, it starts again, and with a cache embeds only the added ones.
 *
 * @throws DatelineError `object-missing` when there is no index; `write-conflict` when others keep changing its
 *   segments; `disk-full`; `aborted`
 */
export async function reembedIndex(
  context: ReembedContext,
  options: ReembedOptions = {},
): Promise<ReembedReport> {
  for (let lost = 0; lost < MAX_LOST; lost++) {
    if (lost > 0) await waitForOthers("re-embed the index", { conflicts: lost, signal: options.signal });
    const { generation, manifest } = await readCurrent(context.store, options);
    if (generation === null || manifest === null) {
      throw new DatelineError("object-missing", "Cannot re-embed the index: it does not exist");
    }
    if (windowMethodOf(manifest, context.embedder) === (options.windows ?? "alone")) {
      return { generation, manifest, previous: generation };
    }
    const changed = await replaceAll(context, manifest, options);
    if (changed !== null) return { ...changed, previous: generation };
  }
  throw new DatelineError(
    "write-conflict",
    `Cannot re-embed the index: other writers changed its segments during ${MAX_LOST} consecutive attempts; nothing is lost, run it again when there are fewer changes`,
  );
}

/** @returns `null` if other writers changed the segments meanwhile */
async function replaceAll(
  context: ReembedContext,
  manifest: Manifest,
  options: ReembedOptions,
): Promise<Pick<ReembedReport, "generation" | "manifest"> | null> {
  const folder = join(context.workFolder, "reembedded");
  try {
    await makeFolder(folder);
    const lengths = { ...manifest.splitter, ...options };
    const reembedded = await reembed(context, manifest, { ...lengths, folder });
    const amend = (current: Manifest | null): Amendment | null => {
      const entry = current && withoutRemoved(current, manifest, reembedded);
      if (current === null || entry === null) return null;
      const next = { ...withSegments(current, [entry]), ...methodOf(context.embedder, lengths) };
      return { manifest: next, segment: { entry, folder }, change: SAME_ARTICLES };
    };
    const report = await amendIndex(context, amend, options);
    const { generation, manifest: after, isNew } = report;
    return isNew && generation !== null && after !== null ? { generation, manifest: after } : null;
  } finally {
    await rm(context.workFolder, { recursive: true, force: true });
  }
}

/** Splits articles again, because models differ in tokens and in maximum length. */
async function reembed(
  { store, format, identities, embedder, workFolder }: ReembedContext,
  manifest: Manifest,
  options: SegmentOptions & { readonly folder: string },
): Promise<Reembedded> {
  const { signal, folder } = options;
  const moved: MovedArticle[] = [];
  const fill = async (add: AddArticle) => {
    for (const entry of manifest.segments) {
      await fetchSegments(store, { folder: workFolder, entries: [entry] }, { signal });
      const segment = format.open(join(workFolder, "segments", entry.id), manifest.model.dimensions);
      try {
        moved.push(...addArticles(add, { entry, segment, table: await identities.read(entry, { signal }) }));
      } finally {
        segment.close();
      }
    }
  };
  const built = await buildSegment({ embedder, format, workFolder: folder }, options, fill);
  if (built === null) {
    throw new DatelineError("empty-corpus", "Cannot re-embed the index: it has no article");
  }
  const articles = built.identities.map(({ passages }, index) => ({
    ...(moved[index] as MovedArticle),
    passages,
  }));
  return { entry: withOwnName(built.entry), articles };
}

function* addArticles(
  add: AddArticle,
  { entry, segment, table }: { entry: SegmentEntry; segment: Segment; table: IdentityTable },
): Generator<MovedArticle> {
  for (const { row, firstPassage } of liveRows(entry, table)) {
    const [{ article }] = segment.passages.read([firstPassage]) as [IndexedPassage];
    const { fingerprint, origin, version } = table.read(row);
    add(article, { fingerprint, origin, version });
    yield { segment: entry.id, firstPassage };
  }
}

/** @returns the new segment without articles removed meanwhile; `null` if it lacks articles added meanwhile */
function withoutRemoved(
  current: Manifest,
  before: Manifest,
  { entry, articles }: Reembedded,
): SegmentEntry | null {
  const now = new Map(current.segments.map((segment) => [segment.id, segment]));
  // Another writer merged a missing segment, or removed all its articles. It is unknown which.
  if (current.segments.length !== before.segments.length) return null;
  for (const { id, removed } of before.segments) {
    const same = now.get(id);
    if (same === undefined || !includesRanges(same.removed.passages, removed.passages)) return null;
  }
  const superfluous: { firstPassage: number; passages: number }[] = [];
  let firstPassage = 0;
  for (const { segment, firstPassage: earlierRow, passages } of articles) {
    const { removed } = now.get(segment) as SegmentEntry;
    if (isInRanges(removed.passages, earlierRow)) superfluous.push({ firstPassage, passages });
    firstPassage += passages;
  }
  return removeFrom(entry, superfluous);
}
