import type { Segment } from "../ports/segment.ts";
import type { StoryAlias, StoryTable } from "../ports/story-table.ts";

/** Records which stories were united, and under which id. */
export class StoryIds {
  readonly #into = new Map<string, string>();
  /** All ids of each united story, including its own. */
  readonly #parts = new Map<string, readonly string[]>();

  /** Makes the first story part of the second. Does nothing if they are already one. */
  unite(from: string, into: string): void {
    const [part, whole] = [this.current(from), this.current(into)];
    if (part === whole) return;
    this.#parts.set(whole, [...this.idsOf(whole), ...this.idsOf(part)]);
    this.#parts.delete(part);
    this.#into.set(part, whole);
  }

  /** The current id of a story, which is usually its own. */
  current(storyId: string): string {
    let id = storyId;
    for (let next = this.#into.get(id); next !== undefined; next = this.#into.get(id)) id = next;
    return id;
  }

  /** Every id of the story with this current id. */
  idsOf(current: string): readonly string[] {
    return this.#parts.get(current) ?? [current];
  }

  static of(aliases: Iterable<Pick<StoryAlias, "alias" | "storyId">>): StoryIds {
    const ids = new StoryIds();
    for (const { alias, storyId } of aliases) ids.unite(alias, storyId);
    return ids;
  }
}

const own = new WeakMap<Segment, Segment>();

/**
 * Unites stories across the segments of a generation: an article of one segment may join stories of others.
 */
export function uniteStories(segments: readonly Segment[]): readonly Segment[] {
  const aliases = segments.flatMap(({ stories }) => stories.aliases());
  if (aliases.length === 0) return segments;
  const ids = StoryIds.of(aliases);
  return segments.map((segment) => {
    const united = { ...segment, stories: unitedTable(segment.stories, ids) };
    own.set(united, segment);
    return united;
  });
}

/** Returns the segment with only its own stories. Undoes `uniteStories`. */
export function withOwnStories(segment: Segment): Segment {
  return own.get(segment) ?? segment;
}

function unitedTable(table: StoryTable, ids: StoryIds): StoryTable {
  const resolve = <T extends { readonly storyId: string | null }>(value: T): T =>
    value.storyId === null ? value : { ...value, storyId: ids.current(value.storyId) };
  return {
    keysOf: (rows) => table.keysOf(rows).map(resolve),
    membersOf: (storyId) =>
      ids
        .idsOf(ids.current(storyId))
        .flatMap((id) => table.membersOf(id))
        .sort((a, b) => a.firstPassage - b.firstPassage),
    sharing: (hashes, limit) => table.sharing(hashes, limit).map(resolve),
    aliases: () => table.aliases(),
  };
}
