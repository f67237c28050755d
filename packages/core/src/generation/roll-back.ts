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
  /** Recorded as the author if the rollback makes a generation, and signs the generation that becomes current. */
  readonly author?: GenerationAuthor | undefined;
  readonly now?: (() => Date) | undefined;
}

/** The result of a rollback. */
export interface RollBackReport {
  readonly generation: string;
  /** The one before it; equal to `generation` when there was nothing to do. */
  readonly previous: string | null;
  /** How many of its articles are left out because they were taken down since. */
  readonly takenDown: number;
}

/**
 * Makes an earlier generation of the store current, after checking that it is complete.
 *
 * @param id the id or its first 6 or more hex digits. If absent, the previous generation that `latest.json`
 *   names, so that rolling back twice ends where it began
 * @throws DatelineError `object-missing` when there is none before, or it is gone or incomplete;
 *   `index-missing` when there is no readable `latest.json` to say which; `invalid-input` for a bad id;
 *   `write-conflict` when somebody published meanwhile
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
  // An explicit id is wanted whatever the damaged pointer named.
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

/** Take-downs stay in force. The earlier generation without the taken-down articles is a generation of its own. */
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
      "Cannot roll back: latest.json is missing or damaged; name the generation to go back to",
    );
  }
  throw new DatelineError(
    "object-missing",
    "Cannot roll back: no generation was the latest before this one; name the generation to go back to",
  );
}
