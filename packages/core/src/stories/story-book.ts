import { LRUCache } from "lru-cache";
import { StoryIds } from "../generation/unite-stories.ts";
import { copyHashesOf } from "./fingerprint.ts";
import { mergeTraits } from "./merge-traits.ts";
import { type ReportTraits, readTraits } from "./report-traits.ts";
import type { StorySource } from "./story-source.ts";
import type { TermWeights } from "./term-weights.ts";

/** Articles whose words are kept at once, some 30 kB each: those of a few days. */
const REMEMBERED_REPORTS = 1_500;
/** Stories whose reports are kept together, as long as none is added. */
const REMEMBERED_STORIES = 300;

/** Names of each report by which others are found, and how many of these are remembered for each. */
const RAREST_NAMES = 5;
const MAX_NAMESAKES = 8;
const REMEMBERED_NAMES = 20_000;

/** An article that is in a story. */
export interface StoryReport {
  /** Position of its segment among the sources. */
  readonly source: number;
  /** Row of its first passage there. */
  readonly row: number;
  readonly publishedAt: string | null;
}

/** The stories of some segments, earlier ones and those that are being made; two of them can become one. */
export class StoryBook {
  readonly #sources: readonly StorySource[];
  readonly #weights: TermWeights;
  readonly #traits = new LRUCache<string, ReportTraits>({ max: REMEMBERED_REPORTS });
  readonly #merged = new LRUCache<string, ReportTraits>({ max: REMEMBERED_STORIES });
  readonly #rarestOf = new WeakMap<ReportTraits, readonly string[]>();
  readonly #members = new Map<string, StoryReport[]>();
  /** Of articles that were put into a story by this book. */
  readonly #storyOf = new Map<string, string>();
  readonly #byName = new LRUCache<string, readonly StoryReport[]>({ max: REMEMBERED_NAMES });
  readonly #ids: StoryIds;

  constructor(sources: readonly StorySource[], weights: TermWeights) {
    this.#sources = sources;
    this.#weights = weights;
    this.#ids = StoryIds.of(sources.flatMap(({ aliases }) => aliases));
  }

  /** The story that one is part of by now: itself, as a rule. */
  current(storyId: string): string {
    return this.#ids.current(storyId);
  }

  /** True for the id of a story, and for one that a story had before. */
  has(storyId: string): boolean {
    return this.current(storyId) !== storyId || this.membersOf(storyId).length > 0;
  }

  /** True when segments that are finished tell the story, so that others may know its id. */
  isKnown(storyId: string): boolean {
    return this.membersOf(storyId).some(({ source }) => source < this.#sources.length - 1);
  }

  membersOf(storyId: string): readonly StoryReport[] {
    return this.#read(storyId);
  }

  /** Articles that were added last of those with the rarest names of a report, the last first. */
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

  /** The story of an article, as far as one was found. */
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

  /** What several reports say together. */
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
