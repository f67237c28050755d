import { join } from "node:path";
import type { Timer } from "../clock/timer.ts";
import { throwIfAborted } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { assertArticles, type ReadIdentities } from "./assert-articles.ts";
import { carryTakeDowns, readTakeDowns } from "./carry-take-downs.ts";
import {
  assertKnown,
  type Discarded,
  findDiscarded,
  identitiesInFolder,
  wouldDiscard,
} from "./find-discarded.ts";
import { type GenerationAuthor, recordAuthor, signGeneration } from "./generation-author.ts";
import {
  assertComplete,
  type GenerationObject,
  generationObjects,
  generationOfKey,
  lackingObjects,
  segmentObjects,
  totalBytes,
} from "./generation-objects.ts";
import type { CollectionWait } from "./lock-watch.ts";
import { liveArticleIds } from "./lost-articles.ts";
import { generationId, type Manifest, serializeManifest } from "./manifest.ts";
import { type LocalGeneration, readLocalGeneration, verifyObjects } from "./open-generation.ts";
import { type ReplaceableLatest, readReplaceableLatest } from "./point-latest-at.ts";
import { readProvenance, storeProvenance } from "./provenance.ts";
import { storeObject } from "./store-object.ts";
import { type SwitchOptions, switchLatest } from "./switch-latest.ts";
import { CORPUS_ORIGIN, TakeDowns } from "./take-downs.ts";

/** The stage of a publication. `wait` repeats while it waits for a garbage collection. */
export type PublishProgress =
  | { readonly stage: "verify" | "smoke-test" | "switch" }
  | ({ readonly stage: "wait" } & CollectionWait)
  | { readonly stage: "upload"; readonly doneBytes: number; readonly totalBytes: number };

export interface PublishOptions extends RequestOptions {
  /** Folder of an index, laid out like the object store. */
  readonly source: string;
  readonly target: ObjectStore;
  /** The source as a store. Its provenance is published with the generation. */
  readonly sourceStore?: ObjectStore | undefined;
  /** The generation of the source; defaults to its latest. */
  readonly id?: string | undefined;
  /**
   * Opens the uploaded generation from the target and queries it. If it throws, the publication stops.
   * `previous` is the generation that is about to be replaced, if any.
   */
  readonly smokeTest: (id: string, previous: string | null) => Promise<void>;
  /** The generation of the target that the source follows: the one last published from it. */
  readonly parent?: string | undefined;
  /** Publish even if that discards changes of others. */
  readonly replace?: boolean | undefined;
  /** Signs the generation, and is recorded as its author if the source has no provenance. */
  readonly author?: GenerationAuthor | undefined;
  readonly onProgress?: ((progress: PublishProgress) => void) | undefined;
  readonly now?: (() => Date) | undefined;
  readonly timer?: Timer | undefined;
}

/** The result of a publication. */
export interface PublishReport {
  readonly generation: string;
  /** The generation that was latest when the publication began; `null` for a first publication. */
  readonly previous: string | null;
  /** True if the generation was already the latest. */
  readonly alreadyLatest: boolean;
  /** Changes of others that this publication undid, which it does only with `replace`. */
  readonly discarded: Discarded | null;
  readonly uploadedObjects: number;
  readonly uploadedBytes: number;
  /** Objects that the target already had. */
  readonly skippedObjects: number;
}

/**
 * Publishes a local generation to another store. Uploads missing objects, segments before the manifest. Tests
 * the result, and then replaces `latest.json` if it has not changed since the start. Until then, readers stay
 * on the old generation. After a failure at any point, publish again to complete the work.
 *
 * @throws DatelineError `index-missing`, `index-format` or `index-corrupt` for the source, before anything is
 *   uploaded; `publish-refused` when it would undo changes of others; `write-conflict` when another publisher
 *   committed first; whatever `smokeTest` throws
 */
export async function publishGeneration(options: PublishOptions): Promise<PublishReport> {
  const { source, target, onProgress, signal } = options;
  onProgress?.({ stage: "verify" });
  const local = await verifiedGeneration(source, options);
  // Read this first, so that a take-down from now on makes the compare-and-swap fail.
  const before = await readReplaceableLatest(target, { signal });
  const generation = await withoutTakenDown(local, options);
  const { id, manifest } = generation;
  const objects = generationObjects(id, manifest);
  const previous = before.pointer?.generation ?? null;
  const discarded = await checkDiscarded(before, generation, options);
  const report = { generation: id, previous, alreadyLatest: previous === id, discarded };
  if (report.alreadyLatest && (await lackingObjects(target, objects, { signal })).length === 0) {
    await storeCompanions(generation, local.id, options);
    return { ...report, uploadedObjects: 0, uploadedBytes: 0, skippedObjects: objects.length };
  }
  const { timer, now, replace: replaceDamaged } = options;
  const how: SwitchOptions = {
    ...{ generation: id, isBase: true, expected: previous, replaceDamaged, now, timer, signal },
    keys: objects.map(({ key }) => key),
    onWait: (wait: CollectionWait) => onProgress?.({ stage: "wait", ...wait }),
  };
  const uploaded: GenerationObject[] = [];
  let isTested = false;
  await switchLatest(target, how, async () => {
    const created = await uploadLacking(objects, { ...options, manifest });
    await storeCompanions(generation, local.id, options);
    uploaded.push(...created);
    if (!isTested || created.length > 0) {
      onProgress?.({ stage: "smoke-test" });
      await options.smokeTest(id, previous);
      isTested = true;
    }
    onProgress?.({ stage: "switch" });
    await assertComplete(target, { id, objects }, { signal });
  });
  return { ...report, ...countUploads(objects, uploaded) };
}

function countUploads(objects: readonly GenerationObject[], uploaded: readonly GenerationObject[]) {
  return {
    uploadedObjects: uploaded.length,
    uploadedBytes: totalBytes(uploaded),
    skippedObjects: Math.max(0, objects.length - uploaded.length),
  };
}

/**
 * Stores the source's provenance with the generation, and a signature if requested.
 *
 * @param localId the generation's id in the source, which differs if the target has taken articles down
 */
async function storeCompanions(
  { id, manifest }: LocalGeneration,
  localId: string,
  { sourceStore, target, author, signal }: PublishOptions,
): Promise<void> {
  const known = sourceStore && (await readProvenance(sourceStore, localId, { signal }));
  if (known) await storeProvenance(target, id, { provenance: known.provenance, signal });
  else if (author !== undefined) {
    return await recordAuthor(target, { generation: id, manifest, author, signal });
  }
  await signGeneration(target, id, { signer: author?.signer, signal });
}

/** Removes articles that were taken down in the target, which the local index may not know. */
async function withoutTakenDown(
  local: LocalGeneration,
  { source, target, signal }: PublishOptions,
): Promise<LocalGeneration> {
  const there = (await readTakeDowns(target, { signal })).withoutOrigin(CORPUS_ORIGIN);
  const takeDowns = TakeDowns.of(local.manifest).unitedWith(there);
  const read = identitiesInFolder(source);
  const identities = { read, keepOnly: () => {} };
  const { manifest, removed } = await carryTakeDowns(local.manifest, takeDowns, { identities, signal });
  await assertPublished({ local: local.manifest, manifest, removed }, { read, signal });
  if (manifest === local.manifest) return local;
  return { id: generationId(serializeManifest(manifest)), manifest };
}

interface ToPublish {
  readonly local: Manifest;
  readonly manifest: Manifest;
  /** Hashes of the ids of articles that were taken down in the target. */
  readonly removed: ReadonlySet<string>;
}

/**
 * Checks that the manifest contains the articles of the local index, minus those taken down, each exactly
 * once.
 *
 * @throws DatelineError `internal`
 */
async function assertPublished(
  { local, manifest, removed }: ToPublish,
  { read, signal }: RequestOptions & { readonly read: ReadIdentities },
): Promise<void> {
  const ids = await liveArticleIds(local, read, { signal });
  const change = { added: new Set([...ids].filter((id) => !removed.has(id))), removed: new Set<string>() };
  await assertArticles({ before: null, after: manifest, change, read, signal });
}

/** @throws DatelineError `publish-refused` */
async function checkDiscarded(
  before: ReplaceableLatest,
  next: LocalGeneration,
  { source, target, parent, replace = false, signal }: PublishOptions,
): Promise<Discarded | null> {
  assertKnown(before, replace);
  const readNext = identitiesInFolder(source);
  const discarded = await findDiscarded(target, before, { next, readNext, parent, signal });
  if (discarded === null || replace) return discarded;
  const remedy = "merge these changes into the index first, or publish with --replace to discard them";
  throw wouldDiscard(`publish generation ${next.id.slice(0, 12)}`, discarded, remedy);
}

async function verifiedGeneration(
  folder: string,
  { id, signal }: Pick<PublishOptions, "id" | "signal">,
): Promise<LocalGeneration> {
  const generation = await readLocalGeneration(folder, id);
  for (const entry of generation.manifest.segments) {
    throwIfAborted(`publish generation ${generation.id}`, signal);
    await verifyObjects(folder, segmentObjects(entry), "sha256");
  }
  return generation;
}

/** @returns the created objects, in the order of `objects`, so the manifest comes last */
async function uploadLacking(
  objects: readonly GenerationObject[],
  { source, target, manifest, signal, onProgress }: PublishOptions & { readonly manifest: Manifest },
): Promise<GenerationObject[]> {
  const lacking = await lackingObjects(target, objects, { signal });
  const bytesToUpload = totalBytes(lacking);
  const tell = (doneBytes: number) => onProgress?.({ stage: "upload", doneBytes, totalBytes: bytesToUpload });
  const created: GenerationObject[] = [];
  let finishedBytes = 0;
  for (const object of lacking) {
    tell(finishedBytes);
    const isManifest = generationOfKey(object.key) !== undefined;
    const body = isManifest
      ? Buffer.from(serializeManifest(manifest))
      : { path: join(source, ...object.key.split("/")) };
    const outcome = await storeObject(
      target,
      { ...object, body },
      { signal, onProgress: ({ doneBytes }) => tell(finishedBytes + doneBytes) },
    );
    if (outcome === "created") created.push(object);
    finishedBytes += object.digest.sizeBytes;
  }
  tell(finishedBytes);
  return created;
}
