import { LIST_FIELDS, mapFields, OPTIONAL_FIELDS } from "../article-fields.ts";
import type { RemoteReader } from "../ports/remote-reader.ts";
import type { Article } from "../types.ts";
import type { ArticleEntry, ProblemEntry } from "./corpus-entry.ts";
import { fetchContent, type ParseBytesOptions, parseBytes } from "./read-remote-source.ts";
import { tidyTags } from "./tag-list.ts";

export interface FollowOptions extends ParseBytesOptions {
  readonly follow?: boolean | undefined;
  readonly remote?: RemoteReader | undefined;
}

/**
 * Replaces a feed's summary with the text of the page. Keeps the feed's metadata, above all the id, so that
 * the article stays the same. If the page cannot be read, keeps the summary and reports a problem.
 */
export async function followSummary(
  entry: ArticleEntry,
  { follow = false, remote, ...options }: FollowOptions,
): Promise<readonly (ArticleEntry | ProblemEntry)[]> {
  const { summaryOf, article, origin } = entry;
  if (!follow || remote === undefined || summaryOf === undefined) return [entry];
  const page = await readPage({ address: summaryOf, linkedFrom: origin.file }, remote, options);
  if (typeof page !== "string" && page.text.length > article.text.length) {
    const { summaryOf: _, ...whole } = entry;
    return [{ ...whole, article: mergeArticles(article, page) }];
  }
  const why = typeof page === "string" ? page : "page has less text than the summary";
  const reason = `only the summary is kept: ${summaryOf} ${why}`;
  return [entry, { kind: "problem", problem: { file: origin.file, line: origin.line, reason } }];
}

/** @returns the reason if there is no article */
async function readPage(
  { address, linkedFrom }: { readonly address: string; readonly linkedFrom: string },
  remote: RemoteReader,
  options: ParseBytesOptions,
): Promise<Article | string> {
  for await (const source of remote.sourcesAt(address, options.signal, linkedFrom)) {
    const content = await fetchContent(source, options.signal);
    if (typeof content === "string") return content;
    for await (const entry of parseBytes({ name: address, ...content }, { ...options, discover: false })) {
      if (entry.kind === "article") return entry.article;
      return entry.kind === "problem" ? entry.problem.reason : "has no article";
    }
  }
  return "has no article";
}

/** Prefers the summary's metadata, except fields that pages state better. */
function mergeArticles(summary: Article, page: Article): Article {
  return {
    id: summary.id,
    title: summary.titleDerived ? page.title : summary.title,
    titleDerived: summary.titleDerived && page.titleDerived,
    text: page.text,
    ...mapFields(OPTIONAL_FIELDS, (field) => summary[field] ?? page[field]),
    url: summary.url,
    image: page.image ?? summary.image,
    ...mapFields(LIST_FIELDS, (field) => tidyTags([...summary[field], ...page[field]])),
    place: page.place ?? summary.place,
    agency: page.agency ?? summary.agency,
  };
}
