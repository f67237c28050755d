import { withOwnStories } from "../generation/unite-stories.ts";
import type { Segment } from "../ports/segment.ts";

/** Rows per batch. */
const ROWS_AT_ONCE = 2_000;

/** Earlier ids of each article's story, its main id first. */
export type FormerStoryIds = ReadonlyMap<string, readonly [storyId: string, ...aliases: string[]]>;

/** Reads the story ids of an index before it is rebuilt. */
export function readFormerStoryIds(segments: readonly Segment[]): FormerStoryIds {
  const former = new Map<string, [string, ...string[]]>();
  for (const segment of segments) {
    for (const { articleId, storyId } of storiesOf(segment)) former.set(articleId, [storyId]);
    for (const { articleId, alias } of withOwnStories(segment).stories.aliases()) {
      const ids = former.get(articleId);
      if (ids !== undefined && ids[0] !== alias) ids.push(alias);
    }
  }
  return former;
}

function* storiesOf({ passages, stories }: Segment): Generator<{ articleId: string; storyId: string }> {
  const rows = passages.rows();
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    for (const { articleId, ordinal, storyId } of stories.keysOf(rows.slice(start, start + ROWS_AT_ONCE))) {
      if (ordinal === 0 && storyId !== null) yield { articleId, storyId };
    }
  }
}

/** An article assigned to a story, in order of publication. */
export interface PlacedArticle {
  readonly id: string;
  readonly row: number;
  readonly storyId: string;
}

/** Story ids of a new index that keep earlier ids valid. */
export interface KeptStoryIds {
  /** The id that a story keeps, by its newly assigned id. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Other earlier ids of a story, with the article that proves them. */
  readonly aliases: readonly { readonly row: number; readonly alias: string }[];
}

/**
 * A story keeps the id that most of its articles had, unless another story has more of that id's articles.
 * The other ids of its articles become aliases.
 *
 * @param freshId creates an id for a story whose own now belongs to another
 */
export function keepStoryIds(
  articles: readonly PlacedArticle[],
  former: FormerStoryIds,
  freshId: (founder: PlacedArticle) => string,
): KeptStoryIds {
  const owners = ownersOf(articles, former);
  const renamed = nameStories(articles, owners, freshId);
  return { renamed, aliases: findAliases(articles, former, { owners, renamed }) };
}

type Owners = ReadonlyMap<string, Owner>;

function nameStories(
  articles: readonly PlacedArticle[],
  owners: Owners,
  freshId: (founder: PlacedArticle) => string,
): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  for (const [id, { storyId }] of [...owners].sort(([, a], [, b]) => b.articles - a.articles)) {
    if (!renamed.has(storyId)) renamed.set(storyId, id);
  }
  for (const article of articles) {
    const { storyId } = article;
    if (!renamed.has(storyId)) renamed.set(storyId, owners.has(storyId) ? freshId(article) : storyId);
  }
  return renamed;
}

function findAliases(
  articles: readonly PlacedArticle[],
  former: FormerStoryIds,
  { owners, renamed }: { readonly owners: Owners; readonly renamed: ReadonlyMap<string, string> },
): KeptStoryIds["aliases"] {
  const taken = new Set(renamed.values());
  const aliases: { row: number; alias: string }[] = [];
  for (const { id, row, storyId } of articles) {
    for (const alias of former.get(id) ?? []) {
      const isOwn = (owners.get(alias)?.storyId ?? storyId) === storyId;
      if (!isOwn || taken.has(alias)) continue;
      taken.add(alias);
      aliases.push({ row, alias });
    }
  }
  return aliases;
}

interface Owner {
  readonly storyId: string;
  readonly articles: number;
}

/** For each earlier id, the story with most of its articles; the earlier story in a tie. */
function ownersOf(articles: readonly PlacedArticle[], former: FormerStoryIds): Owners {
  const counts = new Map<string, Map<string, number>>();
  for (const { id, storyId } of articles) {
    const [formerId] = former.get(id) ?? [];
    if (formerId === undefined) continue;
    const ofFormer = counts.get(formerId) ?? new Map<string, number>();
    counts.set(formerId, ofFormer.set(storyId, (ofFormer.get(storyId) ?? 0) + 1));
  }
  return new Map(
    [...counts].map(([formerId, ofFormer]) => {
      const [[storyId, most]] = [...ofFormer].sort(([, a], [, b]) => b - a) as [[string, number]];
      return [formerId, { storyId, articles: most }];
    }),
  );
}
