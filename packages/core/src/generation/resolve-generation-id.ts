import { DatelineError } from "../errors.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { generationOfKey, MANIFEST_PREFIX } from "./generation-objects.ts";

const ID_OR_PREFIX = /^[0-9a-f]{6,64}$/;

/**
 * Finds a generation by its id or by a prefix of at least 6 hex digits.
 *
 * @throws DatelineError `invalid-input` when the text is malformed or matches several generations;
 *   `object-missing` when it matches none
 */
export async function resolveGenerationId(
  store: ObjectStore,
  idOrPrefix: string,
  options: RequestOptions = {},
): Promise<string> {
  const prefix = idOrPrefix.toLowerCase();
  if (!ID_OR_PREFIX.test(prefix)) {
    throw new DatelineError(
      "invalid-input",
      `Cannot find the generation "${idOrPrefix}": it is not an id or the first 6 or more hex digits of one`,
    );
  }
  const ids: string[] = [];
  for await (const { key } of store.list(`${MANIFEST_PREFIX}${prefix}`, options)) {
    const id = generationOfKey(key);
    if (id !== undefined) ids.push(id);
  }
  const [id, another] = ids.sort();
  if (id === undefined) {
    throw new DatelineError(
      "object-missing",
      `Cannot find the generation "${idOrPrefix}": the store has no such generation`,
    );
  }
  if (another === undefined) return id;
  throw new DatelineError(
    "invalid-input",
    `Cannot find the generation "${idOrPrefix}": several match, ${ids.join(", ")}; give more digits`,
  );
}
