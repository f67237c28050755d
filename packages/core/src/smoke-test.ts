import { rm } from "node:fs/promises";
import { DatelineError } from "./errors.ts";
import { checkModel } from "./generation/check-model.ts";
import { type OpenGeneration, openGeneration } from "./generation/open-generation.ts";
import { syncGeneration } from "./generation/sync-generation.ts";
import type { Embedder } from "./ports/embedder.ts";
import type { ObjectStore } from "./ports/object-store.ts";
import type { SegmentFormat } from "./ports/segment-format.ts";
import { searchPassages } from "./search/search-passages.ts";

/** Passages of the generation that are asked for when the caller has no queries. */
const SAMPLED_PASSAGES = 5;
/** A passage's own words must find it among this many hits; wire copies of a story may stand before it. */
const HITS_TO_LOOK_AT = 10;
const QUERY_CHARACTERS = 200;

export interface SmokeTestOptions {
  readonly store: ObjectStore;
  /** Which generation; it need not be the latest. */
  readonly id: string;
  readonly embedder: Embedder;
  readonly format: SegmentFormat;
  /** A folder of this test's own; removed at the end. */
  readonly folder: string;
  /** Queries that must have a hit; passages of the generation are asked for beside them. */
  readonly queries: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens a stored generation as the function would, downloading it, and asks it for some of its own passages.
 *
 * @throws DatelineError `index-corrupt` when a passage is not found by its own words or a query has no hit;
 * `model-mismatch`; whatever downloading and opening throw
 */
export async function smokeTest(options: SmokeTestOptions): Promise<void> {
  const { store, id, folder, signal, embedder, format } = options;
  try {
    const { manifest } = await syncGeneration(store, folder, { id, signal });
    checkModel(manifest, embedder);
    const generation = await openGeneration(folder, { format, id, verify: "size" });
    try {
      await findSampledPassages(generation, embedder);
      for (const query of options.queries) await assertHit(generation, embedder, query);
    } finally {
      generation.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function findSampledPassages(generation: OpenGeneration, embedder: Embedder): Promise<void> {
  for (const { passages } of generation.segments) {
    const step = Math.max(1, Math.floor(passages.passageCount / SAMPLED_PASSAGES));
    for (let row = 0; row < passages.passageCount; row += step) {
      const [indexed] = passages.read([row]);
      if (indexed === undefined) continue;
      const text = indexed.passage.text.slice(0, QUERY_CHARACTERS);
      const { hits } = await searchPassages(
        { generation, embedder },
        { text, limit: HITS_TO_LOOK_AT, filter: {} },
      );
      if (hits.some(({ passage }) => passage.text === indexed.passage.text)) continue;
      throw new DatelineError(
        "index-corrupt",
        `Cannot trust generation ${generation.id}: passage ${indexed.passage.ordinal} of article "${indexed.article.id}" is not found by its own words`,
      );
    }
  }
}

async function assertHit(generation: OpenGeneration, embedder: Embedder, text: string): Promise<void> {
  const { hits } = await searchPassages({ generation, embedder }, { text, limit: 1, filter: {} });
  if (hits.length > 0) return;
  throw new DatelineError("index-corrupt", `Cannot trust generation ${generation.id}: "${text}" has no hit`);
}
