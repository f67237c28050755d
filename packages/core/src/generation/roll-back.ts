import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { assertArticles, type ReadIdentities } from "./assert-articles.ts";
import { type CarriedTakeDowns, carryTakeDowns, readTakeDowns } from "./carry-take-downs.ts";
import { fetchManifest } from "./fetch-manifest.ts";
import type { WaitOptions } from "./garbage-lock.ts";
import { type GenerationAuthor, recordAuthor, signGeneration } from "./generation-author.ts";
import { assertComplete, generationObjects, manifestKey } from "./generation-objects.ts";
import { IdentityReader } from "./identity-reader.ts";
import { generationId, type Manifest, serializeManifest } from "./manifest.ts";
import { type ReplaceableLatest, readReplaceableLatest } from "./point-latest-at.ts";
import { resolveGenerationId } from "./resolve-generation-id.ts";
import { storeObject } from "./store-object.ts";
import { switchLatest } from "./switch-latest.ts";

export interface RollBackOptions extends WaitOptions {
  /**
   * Signs the generation that becomes current. Recorded in its provenance if the rollback makes a new one.
   */
  readonly author?: GenerationAuthor | undefined;
  readonly now?: (() => Date) | undefined;
}

/** The result of a rollback. */
export interface RollBackReport {
  readonly generation: string;
  /** The generation that was current; equal to `generation` if nothing changed. */
  readonly previous: string | null;
  /** Number of its articles that are excluded because they were taken down since. */
  readonly takenDown: number;
}

/**
 * Makes an earlier generation of the store current, after checking that it is complete.
 *
 * @param id the id or its first 6 or more hex digits. Defaults to the previous generation that `latest.json`
 *   names, so a second rollback undoes the first
 * @throws DatelineError `object-missing` when there is no previous generation, or it is missing or
 *   incomplete; `index-missing` when no id is given and `latest.json` is missing or damaged; `invalid-input`
 *   for a bad id; `write-conflict` when another generation was published meanwhile
 */
export async function rollBack(
  store: ObjectStore,
  id?: string,
  options: RollBackOptions = {},
): Promise<RollBackReport> {
  const { author, ...waiting } = options;
  const { signal } = options;
  const before = await readReplaceableLatest(store, { signal });
  const previous = before.pointer?.generation ?? null;
  const wanted = id === undefined ? previousOf(before) : await resolveGenerationId(store, id, { signal });
  const { generation, manifest, removed } = await withoutTakenDown(store, wanted, { signal });
  const objects = generationObjects(generation, manifest);
  const keys = objects.map(({ key }) => key);
  // With an explicit id, it does not matter what a damaged pointer named.
  const replaceDamaged = id !== undefined;
  const how = { generation, isBase: false, expected: previous, replaceDamaged, keys, ...waiting };
  await switchLatest(store, how, async () => {
    if (generation !== wanted) {
      await storeManifest(store, manifest, { signal });
      if (author !== undefined) await recordAuthor(store, { generation, manifest, author, signal });
    } else await signGeneration(store, generation, { signer: author?.signer, signal });
    await assertComplete(store, { id: generation, objects }, { signal });
  });
  return { generation, previous, takenDown: removed.size };
}

/**
 * Keeps take-downs in force. If the earlier generation has affected articles, makes a new one without them.
 */
async function withoutTakenDown(
  store: ObjectStore,
  wanted: string,
  options: RequestOptions,
): Promise<CarriedTakeDowns & { readonly generation: string }> {
  const found = await fetchManifest(store, wanted, options);
  const takeDowns = await readTakeDowns(store, options);
  const identities = new IdentityReader(store);
  const carried = await carryTakeDowns(found, takeDowns, { identities, ...options });
  const change = { added: new Set<string>(), removed: carried.removed };
  const read: ReadIdentities = async (entry, reading) => await identities.read(entry, reading);
  await assertArticles({ before: found, after: carried.manifest, change, read, ...options });
  const isSame = carried.manifest === found;
  return { ...carried, generation: isSame ? wanted : generationId(serializeManifest(carried.manifest)) };
}

async function storeManifest(store: ObjectStore, manifest: Manifest, options: RequestOptions): Promise<void> {
  const body = Buffer.from(serializeManifest(manifest));
  const sha256 = generationId(body);
  const digest = { sha256, sizeBytes: body.length };
  await storeObject(store, { key: manifestKey(sha256), body, digest }, options);
}

function previousOf({ pointer }: ReplaceableLatest): string {
  if (pointer?.previous !== undefined) return pointer.previous;
  if (pointer === null) {
    throw new DatelineError(
      "index-missing",
      "Cannot roll back: latest.json is missing or damaged; name the generation to restore",
    );
  }
  throw new DatelineError(
    "object-missing",
    "Cannot roll back: latest.json names no previous generation; name the generation to restore",
  );
}
