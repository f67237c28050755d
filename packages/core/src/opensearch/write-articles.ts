import { throwIfAborted } from "../errors.ts";
import type { Segment } from "../ports/segment.ts";
import { documentsOf, readArticleToLoad } from "./article-documents.ts";
import { BulkWriter } from "./bulk-writer.ts";
import type { ClaimedState } from "./claim-index.ts";
import type { IndexStore } from "./index-store.ts";
import type { ArticlesToWrite, RowsToDelete } from "./load-plan.ts";

/** Articles per check whether an interrupted load has already written them. */
const ARTICLES_AT_ONCE = 200;
/** Maximum number of conditions per query. */
const RANGES_AT_ONCE = 500;

export interface WriteTarget {
  readonly store: IndexStore;
  readonly index: string;
}

export interface WriteOptions extends WriteTarget {
  readonly claimed: ClaimedState;
  /** True if an interrupted load may have written some articles. These are skipped. */
  readonly isResumed?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** @returns number of articles written */
export async function writeArticles(
  parts: readonly ArticlesToWrite[],
  { store, index, claimed, isResumed = false, signal }: WriteOptions,
): Promise<number> {
  const target = { store, index };
  const looks = isResumed && (await store.count(index, { term: { kind: "article" } })) > 0;
  const writer = new BulkWriter(store.client, { index, signal });
  let written = 0;
  for (const batch of batchesOf(parts)) {
    throwIfAborted("load the index into OpenSearch", signal);
    await claimed.renew();
    if (looks && (await areThere(batch, target))) continue;
    await putArticles(writer, batch);
    written += batch.first.length;
  }
  await writer.finish();
  return written;
}

function* batchesOf(parts: readonly ArticlesToWrite[]): Iterable<ArticlesToWrite> {
  for (const { segment, offset, first } of parts) {
    for (let start = 0; start < first.length; start += ARTICLES_AT_ONCE) {
      yield { segment, offset, first: first.slice(start, start + ARTICLES_AT_ONCE) };
    }
  }
}

async function areThere(batch: ArticlesToWrite, { store, index }: WriteTarget): Promise<boolean> {
  const ranges = batch.segment.passages.articleRanges(batch.first);
  const [from, to] = [ranges[0]?.first ?? 0, ranges.at(-1)?.end ?? 0];
  const rows = { range: { row: { gte: batch.offset + from, lt: batch.offset + to } } };
  const wanted = ranges.reduce((sum, { first, end }) => sum + end - first, 0) + batch.first.length;
  return (await store.count(index, rows)) === wanted;
}

async function putArticles(writer: BulkWriter, { segment, offset, first }: ArticlesToWrite): Promise<void> {
  for (const row of first) {
    for (const document of documentsAt(segment, row, offset)) await writer.put(document);
  }
}

function documentsAt(segment: Segment, row: number, offset: number) {
  return documentsOf(readArticleToLoad(segment, row), offset + row);
}

/**
 * Deletes by passage number, which spares rewritten passages, since these have other numbers. Like searches, it
 * does not see unrefreshed writes: a replaced document is a conflict and is skipped.
 *
 * @returns number of documents deleted
 */
export async function deleteRows(
  rows: readonly RowsToDelete[],
  { store, index }: WriteTarget,
): Promise<number> {
  let deleted = 0;
  for (let start = 0; start < rows.length; start += RANGES_AT_ONCE) {
    const should = rows.slice(start, start + RANGES_AT_ONCE).map((row) => ({ range: { row } }));
    const { body } = await store.client.request({
      method: "POST",
      path: `/${index}/_delete_by_query`,
      query: { conflicts: "proceed" },
      body: { query: { bool: { should, minimum_should_match: 1 } } },
    });
    deleted += (body as { readonly deleted: number }).deleted;
  }
  return deleted;
}
