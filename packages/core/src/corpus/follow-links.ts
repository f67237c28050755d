import { throwIfAborted } from "../errors.ts";
import type { RemoteReader } from "../ports/remote-reader.ts";
import type { Article } from "../types.ts";
import { canonicalUrl } from "./canonical-url.ts";
import type { ArticleEntry, LinkEntry, SourceEntry, StatedOfPage } from "./corpus-entry.ts";
import { fetchContent, type ParseBytesOptions, parseBytes } from "./read-remote-source.ts";

export interface FollowLinksOptions extends ParseBytesOptions {
  readonly remote?: RemoteReader | undefined;
  /** Fetch the pages in sitemaps. */
  readonly follow?: boolean | undefined;
  /** Maximum pages per source from its sitemaps; default 1,000. */
  readonly maxPages?: number | undefined;
  readonly onSource?: ((name: string) => void) | undefined;
}

const DEFAULT_MAX_PAGES = 1_000;
/** Sitemap indexes list sitemaps, and some publishers have indexes of indexes. */
const MAX_DEPTH = 3;
/** More than the monthly sitemaps of a large publisher over twenty years. */
const MAX_SITEMAPS = 500;

type WithoutLinks = Exclude<SourceEntry, LinkEntry>;

/**
 * Reads a source and what its sitemaps and pages link to: feeds and sitemaps in order of appearance, then the
 * pages, latest first. Sitemaps contain pages of many years, so the number of pages is limited.
 *
 * @param entries of the source
 */
export async function* followLinks(
  entries: AsyncIterable<SourceEntry>,
  options: FollowLinksOptions,
): AsyncGenerator<WithoutLinks> {
  const walk = new LinkWalk(options);
  yield* walk.resolve(entries, 0);
  yield* walk.readPages();
}

class LinkWalk {
  readonly #options: FollowLinksOptions;
  readonly #seen = new Set<string>();
  readonly #pages: LinkEntry[] = [];
  #sitemaps = 0;

  constructor(options: FollowLinksOptions) {
    this.#options = options;
  }

  async *resolve(entries: AsyncIterable<SourceEntry>, depth: number): AsyncGenerator<WithoutLinks> {
    for await (const entry of entries) {
      if (entry.kind !== "link") yield entry;
      else if (!this.#isNew(entry.address)) continue;
      else if (entry.leadsTo === "page") this.#pages.push(entry);
      else yield* this.#readList(entry, depth + 1);
    }
  }

  /** Yields one line per file unless `follow` is on. */
  async *readPages(): AsyncGenerator<WithoutLinks> {
    const { follow = false, remote, maxPages = DEFAULT_MAX_PAGES } = this.#options;
    if (!follow || remote === undefined) {
      for (const [file, count] of countByFile(this.#pages))
        yield notFollowed(file, `${count} ${count === 1 ? "page is" : "pages are"}`);
      return;
    }
    const newestFirst = this.#pages.toSorted((a, b) => changeOf(b) - changeOf(a));
    for (const page of newestFirst.slice(0, maxPages)) {
      throwIfAborted("read the corpus", this.#options.signal);
      yield* this.#readPage(page, remote);
    }
    for (const [file, count] of countByFile(newestFirst.slice(maxPages))) {
      yield { kind: "skipped", file, reason: `${count} pages beyond the latest ${maxPages} are not fetched` };
    }
  }

  #isNew(address: string): boolean {
    const name = canonicalUrl(address);
    const isNew = !this.#seen.has(name);
    this.#seen.add(name);
    return isNew;
  }

  async *#readList(link: LinkEntry, depth: number): AsyncGenerator<WithoutLinks> {
    const { remote, follow = false } = this.#options;
    const { address, leadsTo, origin } = link;
    if (remote === undefined || (leadsTo === "sitemap" && !follow)) {
      yield notFollowed(origin.file, `the ${leadsTo} ${address} is`);
    } else if (depth > MAX_DEPTH || ++this.#sitemaps > MAX_SITEMAPS) {
      yield { kind: "skipped", file: origin.file, reason: `${address} is not fetched: too many sitemaps` };
    } else {
      yield* this.resolve(this.#fetch(link, remote), depth);
    }
  }

  async *#readPage(link: LinkEntry, remote: RemoteReader): AsyncGenerator<WithoutLinks> {
    for await (const entry of this.#fetch(link, remote)) {
      if (entry.kind === "link") continue;
      if (entry.kind === "article") yield withStated(entry, link.stated);
      // Sitemaps also list the front pages of sections, which are not articles.
      else if (entry.kind === "problem" && !entry.problem.reason.startsWith("cannot be fetched")) {
        yield { kind: "skipped", file: entry.problem.file, reason: entry.problem.reason };
      } else yield entry;
    }
  }

  async *#fetch({ address, origin }: LinkEntry, remote: RemoteReader): AsyncGenerator<SourceEntry> {
    const { signal, onSource } = this.#options;
    for await (const source of remote.sourcesAt(address, signal, origin.file)) {
      onSource?.(source.name);
      const content = await fetchContent(source, signal);
      if (typeof content === "string") {
        yield { kind: "problem", problem: { file: source.name, line: 1, reason: content } };
      } else yield* parseBytes({ name: source.name, ...content }, { ...this.#options, discover: false });
    }
  }
}

/** @param subject including its verb */
function notFollowed(file: string, subject: string): WithoutLinks {
  return { kind: "skipped", file, reason: `${subject} linked but not fetched; fetch with --follow` };
}

function countByFile(links: readonly LinkEntry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { origin } of links) counts.set(origin.file, (counts.get(origin.file) ?? 0) + 1);
  return counts;
}

/** Last change according to the sitemap, in milliseconds since 1970; 0, which sorts last, if not stated. */
function changeOf({ changedAt, stated }: LinkEntry): number {
  const time = Date.parse(changedAt ?? stated?.publishedAt ?? "");
  return Number.isNaN(time) ? 0 : time;
}

/** The page's own metadata overrides that of its sitemap. */
function withStated(entry: ArticleEntry, stated: StatedOfPage | null): ArticleEntry {
  if (stated === null) return entry;
  const { article } = entry;
  const hasTitle = !article.titleDerived || stated.title === null;
  const merged: Article = {
    ...article,
    title: hasTitle ? article.title : (stated.title ?? article.title),
    titleDerived: hasTitle && article.titleDerived,
    source: article.source ?? stated.source,
    language: article.language ?? stated.language,
    publishedAt: article.publishedAt ?? stated.publishedAt,
  };
  return { ...entry, article: merged };
}
