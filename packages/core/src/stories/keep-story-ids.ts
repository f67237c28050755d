import { withOwnStories } from "../generation/unite-stories.ts";
import type { Segment } from "../ports/segment.ts";

/** Rows that are looked at together. */
const ROWS_AT_ONCE = 2_000;

/** The ids by which the story of an article was known: the one that it went by first. */
export type FormerStoryIds = ReadonlyMap<string, readonly [storyId: string, ...aliases: string[]]>;

/** Reads under which ids the stories of an index are known, before it is built anew. */
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

/** An article that was put into a story, in the order of their publication. */
export interface PlacedArticle {
  readonly id: string;
  readonly row: number;
  readonly storyId: string;
}

/** What the stories of a new index are called, so that whoever knows one of them finds it again. */
export interface KeptStoryIds {
  /** By the id that each was given: the one that it keeps. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Other ids that a story had, by the article that proves it. */
  readonly aliases: readonly { readonly row: number; readonly alias: string }[];
}

/**
 * A story keeps the id under which most of its articles were known, unless more of those that had it are in another. The
 * other ids of its articles become aliases.
 *
 * @param freshId gives a story another id when its own belongs to another story by now
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

/** For each former id, the story that has most of its articles, the earlier one of two that have as many. */
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
