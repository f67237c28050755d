import { DatelineError, hasCode } from "../errors.ts";
import type { OpenGeneration } from "../generation/open-generation.ts";
import { type ClaimedState, type ClaimOptions, claimIndex } from "./claim-index.ts";
import { type IndexState, type Quantization, SCHEMA_VERSION } from "./index-schema.ts";
import type { IndexStore, VersionedState } from "./index-store.ts";
import { changedPassages, type LoadPlan, planLoad } from "./load-plan.ts";
import { assertComplete, isComplete } from "./verify-load.ts";
import { deleteRows, writeArticles } from "./write-articles.ts";

/**
 * Create a new index if a larger share of passages changes. It allows a rollback, and is not searched while
 * it is written.
 */
const MOST_CHANGED_SHARE = 0.3;
/** Always apply fewer changes in place. */
const FEW_PASSAGES = 1_000;

export interface LoadOptions extends ClaimOptions {
  readonly quantization?: Quantization;
  readonly shards?: number;
  readonly replicas?: number;
  /** Loads everything into a new index, even for small differences. */
  readonly rebuild?: boolean;
  /** Checks a new index before it becomes live. If it throws, the index does not. */
  readonly check?: (loaded: VersionedState) => Promise<void>;
  readonly now?: () => Date;
}

export interface LoadReport {
  readonly generation: string;
  /** Name of the live index. */
  readonly index: string;
  readonly articles: number;
  readonly passages: number;
  /** True if this generation was already live. */
  readonly unchanged: boolean;
  /** Number of articles written and of documents deleted. */
  readonly written: number;
  readonly deleted: number;
}

/**
 * Makes a generation live in a cluster, with its stored embeddings. Applies small differences from the live
 * index in place. Otherwise loads a new index, checks it, and switches to it atomically. If it stops at any
 * point, the live index keeps answering, and the same call resumes. Concurrent writers wait for each other.
 *
 * @throws DatelineError `index-corrupt` when the load is incomplete; `write-conflict` when it yields to another
 *   writer; what `check` throws
 */
export async function loadGeneration(
  generation: OpenGeneration,
  store: IndexStore,
  options: LoadOptions = {},
): Promise<LoadReport> {
  const answering = await readAnswering(store);
  if (answering !== undefined && options.rebuild !== true) {
    if (answering.state.generation === generation.id) return unchanged(generation, answering.index);
    const kept = await switchToKept(generation, store, options);
    if (kept !== undefined) return kept;
    if (canBeChanged(answering.state, generation, options)) {
      const report = await changeIndex(generation, store, { ...options, index: answering.index });
      if (report !== undefined) return report;
    }
  }
  return await loadNewIndex(generation, store, options);
}

/** Switches to a complete index of the generation that is left from an earlier load. */
async function switchToKept(
  generation: OpenGeneration,
  store: IndexStore,
  { quantization = "none", check }: LoadOptions,
): Promise<LoadReport | undefined> {
  const kept = (await store.list()).find(
    ({ state }) =>
      state.complete && state.generation === generation.id && state.quantization === quantization,
  );
  if (kept === undefined || !(await isComplete(generation, store, kept.index))) return undefined;
  await check?.(kept);
  await store.switchTo(kept.index);
  return { ...counts(generation), index: kept.index, unchanged: false, written: 0, deleted: 0 };
}

/** @returns `undefined` also for an index of another schema version, which is then replaced */
async function readAnswering(store: IndexStore): Promise<VersionedState | undefined> {
  try {
    return await store.read(store.client.location.name);
  } catch (error) {
    if (hasCode(error, "index-format")) return undefined;
    throw error;
  }
}

function canBeChanged(
  state: IndexState,
  generation: OpenGeneration,
  { quantization = "none" }: LoadOptions,
): boolean {
  const isSameModel = state.manifest.model.fingerprint === generation.manifest.model.fingerprint;
  if (!isSameModel || state.quantization !== quantization) return false;
  const changed = changedPassages(planLoad(state, generation));
  return changed <= Math.max(FEW_PASSAGES, MOST_CHANGED_SHARE * generation.manifest.passages);
}

/** @returns `undefined` if the index does not contain what its state says and has to be loaded again */
async function changeIndex(
  generation: OpenGeneration,
  store: IndexStore,
  options: LoadOptions & { readonly index: string },
): Promise<LoadReport | undefined> {
  const { index, signal } = options;
  const claimed = await claimIndex(store, index, options);
  try {
    if (claimed.state.generation === generation.id) return unchanged(generation, index);
    const plan = planLoad(claimed.state, generation);
    await claimed.write({ ...claimed.state, loaded: plan.started, nextRow: plan.nextRow });
    // Writes of an interrupted load may not be visible to deletions yet.
    if (plan.mayHoldMore) await store.refresh(index);
    const written = await writeArticles(plan.toWrite, { store, index, claimed, signal });
    const deleted = await deleteRows(plan.toDelete, { store, index });
    await store.refresh(index);
    if (!(await isComplete(generation, store, index))) return undefined;
    await finish(claimed, generation, plan, options);
    return { ...counts(generation), index, unchanged: false, written, deleted };
  } finally {
    await claimed.release();
  }
}

async function finish(
  claimed: ClaimedState,
  generation: OpenGeneration,
  plan: LoadPlan,
  { now = () => new Date() }: LoadOptions,
): Promise<void> {
  await claimed.write({
    ...claimed.state,
    generation: generation.id,
    publishedAt: now().toISOString(),
    manifest: searchedManifest(generation),
    loaded: plan.finished,
    complete: true,
  });
}

async function loadNewIndex(
  generation: OpenGeneration,
  store: IndexStore,
  options: LoadOptions,
): Promise<LoadReport> {
  const { index } = await findOrCreate(generation, store, options);
  const { signal } = options;
  const claimed = await claimIndex(store, index, options);
  let written = 0;
  try {
    await store.refresh(index);
    const plan = planLoad({ ...claimed.state, loaded: [], nextRow: 0 }, generation);
    written = await writeArticles(plan.toWrite, { store, index, claimed, signal, isResumed: true });
    await store.refresh(index);
    await assertComplete(generation, store, { index, offsets: plan.finished.map(({ offset }) => offset) });
    await finish(claimed, generation, plan, options);
  } finally {
    await claimed.release();
  }
  await passCheck(store, index, options);
  await store.switchTo(index);
  return { ...counts(generation), index, unchanged: false, written, deleted: 0 };
}

/** Deletes the index if it fails the check. */
async function passCheck(store: IndexStore, index: string, { check }: LoadOptions): Promise<void> {
  try {
    await check?.(await readLoaded(store, index));
  } catch (error) {
    await store.delete(index);
    throw error;
  }
}

async function readLoaded(store: IndexStore, index: string): Promise<VersionedState> {
  const loaded = await store.read(index);
  if (loaded !== undefined) return loaded;
  throw new DatelineError("index-missing", `Cannot publish the index "${index}": it was deleted meanwhile`);
}

/** Finds the index of an interrupted load, or creates a new one. */
async function findOrCreate(
  generation: OpenGeneration,
  store: IndexStore,
  { quantization = "none", shards = 1, replicas = 1, now = () => new Date() }: LoadOptions,
): Promise<VersionedState> {
  const started = (await store.list()).find(
    ({ state }) =>
      !state.complete && state.generation === generation.id && state.quantization === quantization,
  );
  if (started !== undefined) return started;
  const { manifest } = generation;
  const state: IndexState = {
    schemaVersion: SCHEMA_VERSION,
    generation: generation.id,
    publishedAt: now().toISOString(),
    manifest: searchedManifest(generation),
    quantization,
    loaded: [],
    nextRow: manifest.segments.reduce((sum, { passages }) => sum + passages, 0),
    complete: false,
    claim: null,
  };
  const schema = { dimensions: manifest.model.dimensions, quantization, shards, replicas };
  return await store.create(state, schema, now());
}

function searchedManifest({ manifest }: OpenGeneration): IndexState["manifest"] {
  const { model, splitter, articles, passages, segments } = manifest;
  return { model, splitter, articles, passages, segments: segments.map(({ languages }) => ({ languages })) };
}

function counts({ id, manifest: { articles, passages } }: OpenGeneration) {
  return { generation: id, articles, passages };
}

function unchanged(generation: OpenGeneration, index: string): LoadReport {
  return { ...counts(generation), index, unchanged: true, written: 0, deleted: 0 };
}
