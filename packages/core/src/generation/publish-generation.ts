import { join } from "node:path";
import { throwIfAborted } from "../abort-error.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import type { Timer } from "../timer.ts";
import {
  assertKnown,
  type Discarded,
  findDiscarded,
  identitiesInFolder,
  wouldDiscard,
} from "./find-discarded.ts";
import {
  assertComplete,
  type GenerationObject,
  generationObjects,
  lackingObjects,
  segmentObjects,
  totalBytes,
} from "./generation-objects.ts";
import { type LocalGeneration, readLocalGeneration, verifyObjects } from "./local-generation.ts";
import type { CollectionWait } from "./lock-watch.ts";
import { signatureKey } from "./object-keys.ts";
import { type ReplaceableLatest, readReplaceableLatest } from "./point-latest-at.ts";
import { readProvenance, storeProvenance } from "./provenance.ts";
import { type Signer, serializeSignature } from "./signature.ts";
import { storeObject } from "./store-object.ts";
import { switchLatest } from "./switch-latest.ts";

/** What a publication is doing. `wait`: a garbage collection has to end first; told again while it lasts. */
export type PublishProgress =
  | { readonly stage: "verify" | "smoke-test" | "switch" }
  | ({ readonly stage: "wait" } & CollectionWait)
  | { readonly stage: "upload"; readonly doneBytes: number; readonly totalBytes: number };

export interface PublishOptions extends RequestOptions {
  /** Folder of an index, laid out like the object store. */
  readonly source: string;
  readonly target: ObjectStore;
  /** The source as a store, whose provenance is published with the generation. */
  readonly sourceStore?: ObjectStore | undefined;
  /** Which generation of the source; its latest when not given. */
  readonly id?: string | undefined;
  /**
   * Opens the uploaded generation from the target and asks it something; what it throws stops the publication. Gets the
   * generation that is about to be replaced too, if there is one.
   */
  readonly smokeTest: (id: string, previous: string | null) => Promise<void>;
  /** The generation of the target that the source is known to follow: the one that was published from it last. */
  readonly parent?: string | undefined;
  /** Publish even if that discards what others added or took out. */
  readonly replace?: boolean | undefined;
  /** Signs the generation in the target. */
  readonly signer?: Signer | undefined;
  readonly onProgress?: ((progress: PublishProgress) => void) | undefined;
  readonly now?: (() => Date) | undefined;
  readonly timer?: Timer | undefined;
}

/** What a publication did. */
export interface PublishReport {
  readonly generation: string;
  /** The generation that was latest when the publication began; `null` for a first publication. */
  readonly previous: string | null;
  /** True when the generation answered already. */
  readonly alreadyLatest: boolean;
  /** What others did that is undone, which only happens with `replace`. */
  readonly discarded: Discarded | null;
  readonly uploadedObjects: number;
  readonly uploadedBytes: number;
  /** Objects that the target had. */
  readonly skippedObjects: number;
}

/**
 * Makes a local generation the one that answers from another store: uploads what that lacks, segments before the
 * manifest, tests the result, then replaces `latest.json` if it still is what it was at the start. Until then readers go
 * on with the old generation; after a failure at any point, publishing again finishes.
 *
 * @throws DatelineError `index-missing`, `index-format` or `index-corrupt` for the source, before anything is uploaded;
 * `publish-refused` when it would undo what others did; `write-conflict` when another publisher was faster; whatever
 * `smokeTest` throws
 */
export async function publishGeneration(options: PublishOptions): Promise<PublishReport> {
  const { source, target, onProgress, signal } = options;
  onProgress?.({ stage: "verify" });
  const generation = await verifiedGeneration(source, options);
  const { id, manifest } = generation;
  const objects = generationObjects(id, manifest);
  const before = await readReplaceableLatest(target, { signal });
  const previous = before.pointer?.generation ?? null;
  const discarded = await checkDiscarded(before, generation, options);
  const report = { generation: id, previous, alreadyLatest: previous === id, discarded };
  if (report.alreadyLatest && (await lackingObjects(target, objects, { signal })).length === 0) {
    await storeCompanions(id, options);
    return { ...report, uploadedObjects: 0, uploadedBytes: 0, skippedObjects: objects.length };
  }
  const uploaded: GenerationObject[] = [];
  const keys = objects.map(({ key }) => key);
  const { timer, now } = options;
  const onWait = (wait: CollectionWait) => onProgress?.({ stage: "wait", ...wait });
  const how = { generation: id, isBase: true, expected: previous, keys, now, timer, signal, onWait };
  let isTested = false;
  await switchLatest(target, how, async () => {
    const created = await uploadLacking(objects, options);
    await storeCompanions(id, options);
    uploaded.push(...created);
    if (!isTested || created.length > 0) {
      onProgress?.({ stage: "smoke-test" });
      await options.smokeTest(id, previous);
      isTested = true;
    }
    onProgress?.({ stage: "switch" });
    await assertComplete(target, { id, objects }, { signal });
  });
  return {
    ...report,
    uploadedObjects: uploaded.length,
    uploadedBytes: totalBytes(uploaded),
    skippedObjects: Math.max(0, objects.length - uploaded.length),
  };
}

/** Puts the provenance that the source has beside the generation, and a signature if one is wished for. */
async function storeCompanions(
  id: string,
  { sourceStore, target, signer, signal }: PublishOptions,
): Promise<void> {
  const known = sourceStore && (await readProvenance(sourceStore, id, { signal }));
  if (known) await storeProvenance(target, id, { provenance: known.provenance, signal });
  if (signer === undefined) return;
  // What is signed is what the store has, which may be of somebody who published the same before.
  const stored = await readProvenance(target, id, { signal });
  const bytes = serializeSignature(signer.sign(id, stored?.sha256 ?? null));
  const key = signatureKey(id, signer.keyId);
  const before = await target.get(key, { signal });
  if (before !== undefined && Buffer.compare(before.bytes, bytes) === 0) return;
  await target.putIfMatch(key, bytes, before?.etag ?? null, { signal });
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
  const remedy = "bring that into the index first, or publish with --replace to discard it";
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

/** @returns the objects that were created, in the order of `objects`, so that the manifest comes last */
async function uploadLacking(
  objects: readonly GenerationObject[],
  { source, target, signal, onProgress }: PublishOptions,
): Promise<GenerationObject[]> {
  const lacking = await lackingObjects(target, objects, { signal });
  const bytesToUpload = totalBytes(lacking);
  const tell = (doneBytes: number) => onProgress?.({ stage: "upload", doneBytes, totalBytes: bytesToUpload });
  const created: GenerationObject[] = [];
  let finishedBytes = 0;
  for (const object of lacking) {
    tell(finishedBytes);
    const body = { path: join(source, ...object.key.split("/")) };
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
