import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import { type Amendment, amendIndex, readCurrent, waitForOthers } from "../generation/amend-index.ts";
import type { IdentityTable } from "../generation/article-identity.ts";
import { SAME_ARTICLES } from "../generation/assert-articles.ts";
import { withOwnName } from "../generation/describe-segment.ts";
import { fetchSegments } from "../generation/fetch-segments.ts";
import { liveRows, withSegments } from "../generation/indexed-articles.ts";
import type { Manifest, SegmentEntry } from "../generation/manifest.ts";
import { type Embedder, windowMethodOf } from "../ports/embedder.ts";
import type { IndexedPassage } from "../ports/passage-table.ts";
import type { Segment } from "../ports/segment.ts";
import { type AddArticle, buildSegment, methodOf, type SegmentOptions } from "./build-segment.ts";
import { carryRemovals, type MovedArticle, type RewrittenSegment } from "./carry-removals.ts";
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
      // Another number of segments means that the new one lacks articles, or that others were merged.
      if (current?.segments.length !== manifest.segments.length) return null;
      const entry = carryRemovals(reembedded, manifest.segments, current);
      if (entry === null) return null;
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

type OldPlace = Omit<MovedArticle, "passages">;

/** Splits articles again, because models differ in tokens and in maximum length. */
async function reembed(
  { store, format, identities, embedder, workFolder }: ReembedContext,
  manifest: Manifest,
  options: SegmentOptions & { readonly folder: string },
): Promise<RewrittenSegment> {
  const { signal, folder } = options;
  const moved: OldPlace[] = [];
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
    ...(moved[index] as OldPlace),
    passages,
  }));
  return { entry: withOwnName(built.entry), articles };
}

function* addArticles(
  add: AddArticle,
  { entry, segment, table }: { entry: SegmentEntry; segment: Segment; table: IdentityTable },
): Generator<OldPlace> {
  for (const { row, firstPassage } of liveRows(entry, table)) {
    const [{ article }] = segment.passages.read([firstPassage]) as [IndexedPassage];
    const { fingerprint, origin, version } = table.read(row);
    add(article, { fingerprint, origin, version });
    yield { segment: entry.id, firstPassage };
  }
}
