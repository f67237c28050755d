import { LRUCache } from "lru-cache";
import { StoryIds } from "../generation/unite-stories.ts";
import { copyHashesOf } from "./fingerprint.ts";
import { mergeTraits } from "./merge-traits.ts";
import { type ReportTraits, readTraits } from "./report-traits.ts";
import type { StorySource } from "./story-source.ts";
import type { TermWeights } from "./term-weights.ts";

/** Articles whose words are cached, those of a few days. Each takes about 30 kB. */
const REMEMBERED_REPORTS = 1_500;
/** Stories whose merged reports are cached until one is added. */
const REMEMBERED_STORIES = 300;

/** Names of each report under which others are found, namesakes kept per name, and names kept. */
const RAREST_NAMES = 5;
const MAX_NAMESAKES = 8;
const REMEMBERED_NAMES = 20_000;

/** An article that is in a story. */
export interface StoryReport {
  /** Index of its segment among the sources. */
  readonly source: number;
  /** Row of its first passage there. */
  readonly row: number;
  readonly publishedAt: string | null;
}

/** The stories of earlier segments and of the one under construction. Two stories can become one. */
export class StoryBook {
  readonly #sources: readonly StorySource[];
  readonly #weights: TermWeights;
  readonly #traits = new LRUCache<string, ReportTraits>({ max: REMEMBERED_REPORTS });
  readonly #merged = new LRUCache<string, ReportTraits>({ max: REMEMBERED_STORIES });
  readonly #rarestOf = new WeakMap<ReportTraits, readonly string[]>();
  readonly #members = new Map<string, StoryReport[]>();
  /** Stories of articles that were added to this book. */
  readonly #storyOf = new Map<string, string>();
  readonly #byName = new LRUCache<string, readonly StoryReport[]>({ max: REMEMBERED_NAMES });
  readonly #ids: StoryIds;

  constructor(sources: readonly StorySource[], weights: TermWeights) {
    this.#sources = sources;
    this.#weights = weights;
    this.#ids = StoryIds.of(sources.flatMap(({ aliases }) => aliases));
  }

  /** The story that an id was united into, usually itself. */
  current(storyId: string): string {
    return this.#ids.current(storyId);
  }

  /** True for the current or a former id of a story. */
  has(storyId: string): boolean {
    return this.current(storyId) !== storyId || this.membersOf(storyId).length > 0;
  }

  /** True if a finished segment contains the story, so that its id may be in use. */
  isKnown(storyId: string): boolean {
    return this.membersOf(storyId).some(({ source }) => source < this.#sources.length - 1);
  }

  membersOf(storyId: string): readonly StoryReport[] {
    return this.#read(storyId);
  }

  /**
   * Articles that share one of a report's rarest names. The most recently added ones per name, last first.
   */
  namesakesOf(report: StoryReport): readonly StoryReport[] {
    const found = new Map<string, StoryReport>();
    for (const name of this.#rarestNames(report)) {
      for (const namesake of this.#byName.get(name) ?? []) found.set(keyOf(namesake), namesake);
    }
    return [...found.values()];
  }

  add(storyId: string, report: StoryReport): void {
    this.#read(storyId).push(report);
    for (const name of this.#rarestNames(report)) {
      this.#byName.set(name, [report, ...(this.#byName.get(name) ?? [])].slice(0, MAX_NAMESAKES));
    }
    this.#storyOf.set(keyOf(report), storyId);
  }

  /** The story of an article, if it has one yet. */
  storyOf(report: StoryReport): string | undefined {
    const known = this.#storyOf.get(keyOf(report)) ?? this.#sources[report.source]?.storyAt(report.row);
    return known === undefined ? undefined : this.current(known);
  }

  unite(from: string, into: string): void {
    const [members, added] = [this.#read(into), this.#read(from)];
    members.push(...added);
    this.#members.delete(from);
    this.#ids.unite(from, into);
  }

  traitsOf(report: StoryReport): ReportTraits {
    const key = keyOf(report);
    const known = this.#traits.get(key);
    if (known !== undefined) return known;
    const source = this.#sources[report.source] as StorySource;
    const read = source.reportAt(report.row);
    const traits: ReportTraits = {
      ...readTraits(read, this.#weights.of),
      publishedAt: report.publishedAt,
      reports: 1,
      begin: report.publishedAt,
      embedding: source.embeddingOf(report.row),
      hashes: copyHashesOf(read.text),
    };
    this.#traits.set(key, traits);
    return traits;
  }

  /** The merged traits of several reports. */
  traitsOfAll(reports: readonly StoryReport[]): ReportTraits {
    const key = reports.map(keyOf).join();
    const known = this.#merged.get(key);
    if (known !== undefined) return known;
    const merged = mergeTraits(reports.map((report) => this.traitsOf(report)));
    this.#merged.set(key, merged);
    return merged;
  }

  #rarestNames(report: StoryReport): readonly string[] {
    const traits = this.traitsOf(report);
    const known = this.#rarestOf.get(traits);
    if (known !== undefined) return known;
    const { weightOf } = this.#weights;
    const rarest = [...traits.names].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, RAREST_NAMES);
    this.#rarestOf.set(traits, rarest);
    return rarest;
  }

  #read(storyId: string): StoryReport[] {
    const known = this.#members.get(storyId);
    if (known !== undefined) return known;
    const ids = this.#ids.idsOf(storyId);
    const members = this.#sources.flatMap(({ stories }, source) =>
      ids
        .flatMap((id) => stories.membersOf(id))
        .map(({ firstPassage: row, publishedAt }) => ({ source, row, publishedAt })),
    );
    this.#members.set(storyId, members);
    return members;
  }
}

function keyOf({ source, row }: StoryReport): string {
  return `${source} ${row}`;
}
