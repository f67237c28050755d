import { articleFingerprint, hashOfId, hashOfOrigin } from "../generation/article-identity.ts";
import { isOlder, versionOf } from "../generation/article-version.ts";
import type { IndexedArticles } from "../generation/indexed-articles.ts";
import type { Applicant, TakeDowns } from "../generation/take-downs.ts";
import type { Article } from "../types.ts";
import type { AddArticle } from "./build-segment.ts";
import { keepEarlierTimes, preciseTimes } from "./keep-earlier-times.ts";
import type { NewestVersion } from "./newest-versions.ts";

/** An article to add to the index. */
export interface IncomingArticle {
  readonly article: Article;
  /**
   * The object that it was read from, such as `bucket/key`; `null` if deleting that object must not remove the
   * article.
   */
  readonly origin: string | null;
  /** The version number that its source states, if any. */
  readonly version?: number | null;
  /** Its id in the feed, if that differs. */
  readonly alias?: string | null;
  /** True if its latest time names only a month. */
  readonly isMonth?: boolean;
}

/** The outcome of an update for each incoming article. */
export interface SortingReport {
  /** Ids of new articles. */
  readonly added: readonly string[];
  /** Ids of articles that replaced another version in the index. */
  readonly replaced: readonly string[];
  /** Ids of articles that the index already had in this version. */
  readonly unchanged: readonly string[];
  /** Ids of articles that the index had in a later version. */
  readonly outdated: readonly string[];
  /** Ids of articles that were skipped because they are taken down. */
  readonly takenDown: readonly string[];
}

/** Records every incoming version, including those that a newer one in the same reading replaces. */
export class Sightings {
  readonly byId = new Map<string, Applicant[]>();

  async *note(
    articles: AsyncIterable<IncomingArticle> | Iterable<IncomingArticle>,
  ): AsyncGenerator<IncomingArticle> {
    for await (const incoming of articles) {
      this.#add(incoming);
      yield incoming;
    }
  }

  #add({ article, origin, version = null, alias = null }: IncomingArticle): void {
    const id = hashOfId(article.id);
    const sighting = {
      id,
      alias: hashOfAlias(alias),
      origin: origin === null ? null : hashOfOrigin(origin),
      ...versionOf(article, version),
    };
    const known = this.byId.get(id);
    if (known === undefined) this.byId.set(id, [sighting]);
    else known.push(sighting);
  }
}

/** Sorts incoming articles into new, known and excluded ones. */
export class Sorting {
  readonly #report: { [Field in keyof SortingReport]: string[] } = {
    added: [],
    replaced: [],
    unchanged: [],
    outdated: [],
    takenDown: [],
  };
  readonly #indexed: IndexedArticles;
  readonly #takeDowns: TakeDowns;

  constructor({
    indexed,
    takeDowns,
  }: {
    readonly indexed: IndexedArticles;
    readonly takeDowns: TakeDowns;
  }) {
    this.#indexed = indexed;
    this.#takeDowns = takeDowns;
  }

  async run(articles: AsyncIterable<NewestVersion<IncomingArticle>>, add: AddArticle): Promise<void> {
    for await (const version of articles) {
      const outcome = this.#take(version, add);
      this.#report[outcome].push(version.newest.article.id);
    }
  }

  /**
   * @param refused hashes of ids of articles that were taken down meanwhile, or that arrived together with their
   *   withdrawal
   */
  reportWithout(refused: ReadonlySet<string>): SortingReport {
    const { added, replaced, unchanged, outdated, takenDown } = this.#report;
    const isRefused = (id: string) => refused.has(hashOfId(id));
    const others = (ids: readonly string[]) => ids.filter((id) => !isRefused(id));
    return {
      added: others(added),
      replaced: others(replaced),
      unchanged: others(unchanged),
      outdated: others(outdated),
      takenDown: [...takenDown, ...[added, replaced, unchanged, outdated].flat().filter(isRefused)],
    };
  }

  #take(
    { newest, times, alias: named }: NewestVersion<IncomingArticle>,
    add: AddArticle,
  ): keyof SortingReport {
    const { article, origin: object, version = null, isMonth = false } = newest;
    const id = hashOfId(article.id);
    const indexed = this.#indexed.findSame({ id, alias: hashOfAlias(named) });
    const fingerprint = articleFingerprint(article);
    const origin = object === null ? (indexed?.origin ?? null) : hashOfOrigin(object);
    const former = indexed === undefined || indexed.id === id ? (indexed?.alias ?? null) : indexed.id;
    const alias = hashOfAlias(named) ?? former;
    if (this.#takeDowns.refusal({ id, alias, origin, ...versionOf(article, version) })) return "takenDown";
    if (indexed === undefined) {
      add({ ...article, ...times }, { fingerprint, origin, version, alias });
      return "added";
    }
    if (indexed.fingerprint === fingerprint) return "unchanged";
    if (isOlder({ ...article, version, isMonth }, indexed)) return "outdated";
    const latest = preciseTimes({ ...article, ...times }, isMonth);
    add(keepEarlierTimes(latest, indexed), { fingerprint, origin, version, alias });
    return "replaced";
  }
}

function hashOfAlias(alias: string | null): string | null {
  return alias === null ? null : hashOfId(alias);
}
