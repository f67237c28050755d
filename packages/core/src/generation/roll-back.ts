import { DatelineError } from "../errors.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import { fetchManifest } from "./fetch-manifest.ts";
import type { WaitOptions } from "./garbage-lock.ts";
import { assertComplete, generationObjects } from "./generation-objects.ts";
import { type ReplaceableLatest, readReplaceableLatest } from "./point-latest-at.ts";
import { resolveGenerationId } from "./resolve-generation-id.ts";
import { switchLatest } from "./switch-latest.ts";

export interface RollBackOptions extends WaitOptions {
  readonly now?: (() => Date) | undefined;
}

/** What a rollback did. */
export interface RollBackReport {
  /** The generation that answers now. */
  readonly generation: string;
  /** The one that answered before; equal to `generation` when there was nothing to do. */
  readonly previous: string | null;
}

/**
 * Makes a generation that is in the store the one that answers, after making sure that it is there completely.
 *
 * @param id or the first 6 or more hex digits of it; when not given, the generation that `latest.json` says was latest
 * before, so that rolling back twice ends where it began
 * @throws DatelineError `object-missing` when there is none before, or it is gone or incomplete; `index-missing` when
 * there is no readable `latest.json` to say which; `invalid-input` for a bad id; `write-conflict` when somebody
 * published meanwhile
 */
export async function rollBack(
  store: ObjectStore,
  id?: string,
  options: RollBackOptions = {},
): Promise<RollBackReport> {
  const { signal } = options;
  const before = await readReplaceableLatest(store, { signal });
  const previous = before.pointer?.generation ?? null;
  const generation = id === undefined ? previousOf(before) : await resolveGenerationId(store, id, { signal });
  const objects = generationObjects(generation, await fetchManifest(store, generation, { signal }));
  const keys = objects.map(({ key }) => key);
  await switchLatest(store, { generation, isBase: false, expected: previous, keys, ...options }, async () => {
    await assertComplete(store, { id: generation, objects }, { signal });
  });
  return { generation, previous };
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
