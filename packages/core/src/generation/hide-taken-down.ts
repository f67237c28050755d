import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { Segment } from "../ports/segment.ts";
import { versionOf } from "./article-version.ts";
import { hideRemoved } from "./hide-removed.ts";
import { IdentityReader } from "./identity-reader.ts";
import { type IndexedArticle, IndexedArticles } from "./indexed-articles.ts";
import type { Manifest } from "./manifest.ts";
import type { OpenGeneration } from "./open-generation.ts";
import { type RowRanges, uniteRanges } from "./removed-rows.ts";
import { TakeDowns } from "./take-downs.ts";
import { uniteStories, withOwnStories } from "./unite-stories.ts";

/** The rows to hide in a generation, and the list of take-downs that they were computed for. */
interface Hidden {
  readonly generation: string;
  readonly takeDowns: string;
  /** Rows by segment id. */
  readonly rows: ReadonlyMap<string, RowRanges>;
}

/** Hides articles that were taken down after a generation was made. */
export class TakenDownFilter {
  readonly #identities: IdentityReader;
  #last: Hidden | undefined;

  constructor(store: ObjectStore) {
    this.#identities = new IdentityReader(store);
  }

  /**
   * @param latest the manifest of the latest generation, which lists the take-downs
   * @returns the same generation if nothing is hidden
   * @throws DatelineError `object-missing` when the store no longer has the generation's `articles.ids`
   */
  async apply(
    generation: OpenGeneration,
    latest: Manifest,
    options: RequestOptions = {},
  ): Promise<OpenGeneration> {
    const takeDowns = JSON.stringify(latest.takeDowns ?? []);
    if (takeDowns === JSON.stringify(generation.manifest.takeDowns ?? [])) return generation;
    if (this.#last?.generation !== generation.id || this.#last.takeDowns !== takeDowns) {
      const rows = await this.#findRows(generation.manifest, TakeDowns.of(latest), options);
      this.#last = { generation: generation.id, takeDowns, rows };
    }
    const { rows } = this.#last;
    if (rows.size === 0) return generation;
    const entries = generation.manifest.segments;
    const hide = (segment: Segment, index: number) =>
      hideRemoved(withOwnStories(segment), rows.get(entries[index]?.id ?? "") ?? []);
    return { ...generation, segments: uniteStories(generation.segments.map(hide)) };
  }

  async #findRows(
    manifest: Manifest,
    takeDowns: TakeDowns,
    options: RequestOptions,
  ): Promise<ReadonlyMap<string, RowRanges>> {
    const rows = new Map<string, RowRanges>();
    if (takeDowns.size === 0) return rows;
    const indexed = await IndexedArticles.load(manifest, this.#identities, options);
    for (const { segment, firstPassage, passages } of findTakenDown(indexed, takeDowns)) {
      rows.set(segment, uniteRanges(rows.get(segment) ?? [], [[firstPassage, passages]]));
    }
    return rows;
  }
}

/** The articles of a generation that a list of take-downs excludes. */
export function findTakenDown(indexed: IndexedArticles, takeDowns: TakeDowns): readonly IndexedArticle[] {
  const named = [...takeDowns.ids].flatMap((id) => indexed.findNamed(id) ?? []);
  const byId = new Map(named.map((article) => [article.id, article]));
  return [...byId.values()].filter((article) => {
    const { id, aliases, version } = article;
    return takeDowns.refusal({ ...versionOf(article, version), id, aliases, origin: null }) !== undefined;
  });
}
