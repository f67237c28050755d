import { DatelineError } from "@dateline-search/core/errors";
import { retryConflicts } from "@dateline-search/core/ports/retry-conflicts";
import { expect, test } from "vitest";

const CONFLICT = new DatelineError("write-conflict", "Cannot write: another writer was faster");
const FORBIDDEN = new DatelineError("store-forbidden", "Cannot write: not allowed");

/** A change that fails with these errors, one after the other, and then returns how often it was made. */
function failing(errors: readonly unknown[]): () => Promise<number> {
  let made = 0;
  return async () => {
    if (made < errors.length) throw errors[made++];
    return made + 1;
  };
}

test.each([
  ["at once", [], 1],
  ["after one conflict", [CONFLICT], 2],
  ["at the last try", [CONFLICT, CONFLICT], 3],
])("makes a change %s", async (_, errors, made) => {
  expect(await retryConflicts(3, failing(errors))).toBe(made);
});

test.each([
  ["the conflict of the last try", [CONFLICT, CONFLICT, CONFLICT], CONFLICT],
  ["another error at once", [FORBIDDEN, CONFLICT], FORBIDDEN],
  ["another error after a conflict", [CONFLICT, FORBIDDEN], FORBIDDEN],
])("throws %s", async (_, errors, thrown) => {
  await expect(retryConflicts(3, failing(errors))).rejects.toBe(thrown);
});
