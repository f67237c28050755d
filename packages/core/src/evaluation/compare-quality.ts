import { rm } from "node:fs/promises";
import { checkModel, type OpenGeneration, openGeneration } from "../generation/open-generation.ts";
import { syncGeneration } from "../generation/sync-generation.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { SegmentFormat } from "../ports/segment-format.ts";
import type { SearchContext } from "../search/search-context.ts";
import { type Evaluation, evaluate, type Figures } from "./evaluate.ts";
import type { JudgedSet } from "./judged-query.ts";
import { measureStories, type StoryQuality } from "./judged-stories.ts";
import { type Abstention, measureAbstention } from "./measure-abstention.ts";

/** The compared figures: the order of the answers, and the share found at all. */
const COMPARED = ["ndcg10", "recall10"] as const satisfies readonly (keyof Figures)[];
type ComparedFigures = Readonly<Record<(typeof COMPARED)[number], number>>;
/** Smaller differences are rounding. */
const NOISE = 1e-9;

export interface CompareQualityOptions {
  readonly store: ObjectStore;
  /** The generation to publish, which is already in the store. */
  readonly candidate: string;
  /** The generation that it replaces; `null` for a first publication. */
  readonly previous: string | null;
  readonly queries: JudgedSet;
  /** How far nDCG@10 and recall@10 may fall, 0…1. */
  readonly margin: number;
  readonly format: SegmentFormat;
  /** Opens a model by name. The generations may have different ones. */
  readonly openEmbedder: (modelName: string) => Promise<Embedder>;
  /** A folder for this comparison alone. Removed at the end. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/** Quality of a generation: means over the queries, 0…1. */
export interface MeasuredGeneration extends ComparedFigures {
  readonly generation: string;
  /** Quality of its refusals; `null` if the set has no unanswerable queries. */
  readonly abstention: Pick<Abstention, "kept" | "refused"> | null;
  /** How well its stories match the judged events; `null` if no events are judged. */
  readonly stories: StoryFigures | null;
}

/** Share of the pairs of articles in one story that report one event, and B-cubed F1; 0…1. */
export interface StoryFigures {
  readonly pairPrecision: number;
  readonly f1: number;
}

/** Results of judged queries on a generation. */
export interface Measured extends Evaluation {
  readonly abstention: Abstention | null;
  readonly stories: StoryQuality | null;
}

/** A query that the candidate answers worse. */
export interface WorseQuery {
  readonly id: string;
  readonly text: string;
  readonly before: ComparedFigures;
  readonly after: ComparedFigures;
}

export interface QualityComparison {
  readonly queries: number;
  readonly margin: number;
  /** False if a mean fell by more than the margin; true for a first publication. */
  readonly passed: boolean;
  readonly candidate: MeasuredGeneration;
  readonly previous: MeasuredGeneration | null;
  /** Worst first, whether the comparison passed or not. */
  readonly worse: readonly WorseQuery[];
}

/**
 * Runs judged queries on a generation and on the one that it would replace.
 *
 * @throws DatelineError `index-format` when the program cannot read the previous one; any error of
 *   downloading, opening and embedding
 */
export async function compareQuality(options: CompareQualityOptions): Promise<QualityComparison> {
  const { candidate, previous, queries, margin } = options;
  try {
    const after = { generation: candidate, ...(await measure(candidate, options)) };
    const before = previous === null ? null : { generation: previous, ...(await measure(previous, options)) };
    return compareMeasured({ candidate: after, previous: before, queries, margin });
  } finally {
    await rm(options.folder, { recursive: true, force: true });
  }
}

export interface CompareMeasuredOptions extends Pick<CompareQualityOptions, "queries" | "margin"> {
  readonly candidate: Measured & { readonly generation: string };
  /** `null` for a first publication. */
  readonly previous: (Measured & { readonly generation: string }) | null;
}

/** Compares the results of the same queries on two generations. */
export function compareMeasured({
  candidate: after,
  previous: before,
  queries,
  margin,
}: CompareMeasuredOptions): QualityComparison {
  const toFigures = ({
    generation,
    figures,
    abstention,
    stories,
  }: Measured & { readonly generation: string }) => {
    return {
      generation,
      ...compared(figures),
      abstention: shares(abstention),
      stories: storyFigures(stories),
    };
  };
  return {
    queries: queries.queries.length,
    margin,
    passed:
      before === null ||
      (COMPARED.every((name) => fallOf(name, before.figures, after.figures) <= margin + NOISE) &&
        abstains(before.abstention, after.abstention, margin) &&
        tellsEvents(storyFigures(before.stories), storyFigures(after.stories), margin)),
    candidate: toFigures(after),
    previous: before && toFigures(before),
    worse: before === null ? [] : worseQueries(queries, before, after),
  };
}

/** Runs judged queries on a generation. */
export async function measureGeneration(context: SearchContext, queries: JudgedSet): Promise<Measured> {
  return {
    ...(await evaluate(context, queries)),
    abstention: await measureAbstention(context, queries),
    stories: await measureStories(context.generation, queries.stories),
  };
}

async function measure(id: string, options: CompareQualityOptions): Promise<Measured> {
  const { store, folder, format, queries, signal } = options;
  const { manifest } = await syncGeneration(store, folder, { id, signal });
  const embedder = await options.openEmbedder(manifest.model.name);
  let generation: OpenGeneration | undefined;
  try {
    checkModel(manifest, embedder);
    generation = await openGeneration(folder, { format, id, verify: "size" });
    return await measureGeneration({ generation, embedder }, queries);
  } finally {
    generation?.close();
    await embedder.close();
  }
}

/** Whether as many answers are kept and as many unanswerable queries refused as before, within the margin. */
function abstains(before: Abstention | null, after: Abstention | null, margin: number): boolean {
  if (before === null || after === null) return true;
  return (["kept", "refused"] as const).every((share) => before[share] - after[share] <= margin + NOISE);
}

/** Whether its stories match the judged events as well as before, within the margin. */
function tellsEvents(before: StoryFigures | null, after: StoryFigures | null, margin: number): boolean {
  if (before === null || after === null) return true;
  return (["pairPrecision", "f1"] as const).every((name) => before[name] - after[name] <= margin + NOISE);
}

function storyFigures(stories: StoryQuality | null): StoryFigures | null {
  return stories && { pairPrecision: stories.pairs.precision, f1: stories.bCubed.f1 };
}

function shares(abstention: Abstention | null): MeasuredGeneration["abstention"] {
  return abstention && { kept: abstention.kept, refused: abstention.refused };
}

function worseQueries({ queries }: JudgedSet, before: Evaluation, after: Evaluation): readonly WorseQuery[] {
  return queries
    .map(({ id, text }) => ({
      id,
      text,
      before: compared(before.byQuery.get(id) as Figures),
      after: compared(after.byQuery.get(id) as Figures),
    }))
    .filter((query) => worstFall(query) > NOISE)
    .sort((a, b) => worstFall(b) - worstFall(a) || (a.id < b.id ? -1 : 1));
}

function worstFall({ before, after }: WorseQuery): number {
  return Math.max(...COMPARED.map((name) => fallOf(name, before, after)));
}

function fallOf(name: keyof ComparedFigures, before: ComparedFigures, after: ComparedFigures): number {
  return before[name] - after[name];
}

function compared({ ndcg10, recall10 }: ComparedFigures): ComparedFigures {
  return { ndcg10, recall10 };
}
