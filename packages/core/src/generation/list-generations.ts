import { DatelineError } from "../errors.ts";
import { mapConcurrently } from "../files/map-concurrently.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { fetchManifest } from "./fetch-manifest.ts";
import { generationObjects, generationOfKey, MANIFEST_PREFIX, totalBytes } from "./generation-objects.ts";
import { LATEST_KEY, type LatestPointer, parsePointer } from "./latest-pointer.ts";
import type { Manifest } from "./manifest.ts";

const MAX_READS = 8;
/** Errors of an unusable manifest. Other errors come from the store and end the listing. */
const UNREADABLE: ReadonlySet<string> = new Set(["index-corrupt", "index-format", "object-corrupt"]);

interface GenerationEntry {
  readonly id: string;
  /** When its manifest was stored. */
  readonly modifiedAt: Date;
  readonly isLatest: boolean;
}

/** A generation of a store, with its manifest or the reason why that is unreadable. */
export type ListedGeneration =
  | (GenerationEntry & {
      readonly problem: null;
      readonly manifest: Manifest;
      readonly articles: number;
      readonly passages: number;
      /** Total size of its objects, including segments that it shares with other generations. */
      readonly sizeBytes: number;
    })
  | (GenerationEntry & { readonly problem: DatelineError });

export interface GenerationList {
  /** Newest first. */
  readonly generations: readonly ListedGeneration[];
  /** `null` if `latest.json` is missing or cannot be read. */
  readonly latest: LatestPointer | null;
  /** Why the latest generation is unknown. */
  readonly problem: DatelineError | null;
}

export interface ListGenerationsOptions extends RequestOptions {
  /** Awaited before each request. If it throws, the listing ends. */
  readonly step?: (() => Promise<void>) | undefined;
}

/** Lists the generations of a store. Damaged ones are listed with their problem. */
export async function listGenerations(
  store: ObjectStore,
  { step, ...options }: ListGenerationsOptions = {},
): Promise<GenerationList> {
  await step?.();
  const { latest, problem } = await readLatest(store, options);
  const entries: GenerationEntry[] = [];
  await step?.();
  for await (const { key, modifiedAt } of store.list(MANIFEST_PREFIX, options)) {
    const id = generationOfKey(key);
    if (id !== undefined) entries.push({ id, modifiedAt, isLatest: id === latest?.generation });
  }
  if (latest !== null && !entries.some(({ isLatest }) => isLatest)) {
    entries.push({ id: latest.generation, modifiedAt: new Date(latest.publishedAt), isLatest: true });
  }
  const sorted = entries.sort(newestFirst);
  const generations = await mapConcurrently(sorted, MAX_READS, async (entry) => {
    await step?.();
    return await describe(store, entry, options);
  });
  // A garbage collection may remove some between listing and reading. Only a missing latest is an error.
  const isThere = ({ problem, isLatest }: ListedGeneration) => problem?.code !== "object-missing" || isLatest;
  return { generations: generations.filter(isThere), latest, problem };
}

function newestFirst(a: GenerationEntry, b: GenerationEntry): number {
  return (
    b.modifiedAt.getTime() - a.modifiedAt.getTime() ||
    Number(b.isLatest) - Number(a.isLatest) ||
    (a.id < b.id ? -1 : 1)
  );
}

async function describe(
  store: ObjectStore,
  entry: GenerationEntry,
  options: RequestOptions,
): Promise<ListedGeneration> {
  try {
    const manifest = await fetchManifest(store, entry.id, options);
    const { articles, passages } = manifest;
    const sizeBytes = totalBytes(generationObjects(entry.id, manifest));
    return { ...entry, problem: null, manifest, articles, passages, sizeBytes };
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    if (!UNREADABLE.has(error.code) && error.code !== "object-missing") throw error;
    return { ...entry, problem: error };
  }
}

async function readLatest(
  store: ObjectStore,
  options: RequestOptions,
): Promise<Pick<GenerationList, "latest" | "problem">> {
  try {
    const found = await store.get(LATEST_KEY, options);
    if (found !== undefined) {
      return { latest: parsePointer(Buffer.from(found.bytes).toString("utf8")), problem: null };
    }
    const problem = new DatelineError(
      "index-missing",
      `Cannot determine the latest generation: there is no ${LATEST_KEY}`,
    );
    return { latest: null, problem };
  } catch (error) {
    if (!(error instanceof DatelineError) || !UNREADABLE.has(error.code)) throw error;
    return { latest: null, problem: error };
  }
}
