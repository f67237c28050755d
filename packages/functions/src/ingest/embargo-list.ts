import { DatelineError } from "@dateline-search/core/errors";
import type { ObjectStore, RequestOptions, StoredObject } from "@dateline-search/core/ports/object-store";
import { retryConflicts } from "@dateline-search/core/ports/retry-conflicts";
import * as z from "zod";

/** An object with an article under embargo. */
export interface Embargo {
  readonly bucket: string;
  readonly key: string;
  /** A date or an instant. */
  readonly until: string;
}

/** Stored next to the index. Garbage collection does not touch it. */
const EMBARGOES_KEY = "embargoes.json";
/** Of several concurrent functions, one succeeds and the others retry. */
const TRIES = 20;

const list = z.object({
  waiting: z.array(z.object({ bucket: z.string(), key: z.string(), until: z.string() })),
});

/**
 * Remembers which objects to read again, and when. A queue cannot do this: it delays a message by minutes at most
 * and retries it only a few times.
 */
export class EmbargoList {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** @throws DatelineError `object-corrupt` when the list is damaged; as the store's `get` */
  async read(options: RequestOptions = {}): Promise<readonly Embargo[]> {
    return parse(await this.#store.get(EMBARGOES_KEY, options));
  }

  /**
   * Replaces the entries of some objects and removes others.
   *
   * @throws DatelineError `write-conflict` after repeated conflicts; as `read`
   */
  async change(
    { add, remove }: { readonly add: readonly Embargo[]; readonly remove: readonly Embargo[] },
    options: RequestOptions = {},
  ): Promise<void> {
    if (add.length + remove.length === 0) return;
    await retryConflicts(TRIES, async () => {
      const found = await this.#store.get(EMBARGOES_KEY, options);
      const others = parse(found).filter(
        (one) => !add.some(isSameObject(one)) && !remove.some((other) => isSame(one, other)),
      );
      const bytes = Buffer.from(`${JSON.stringify({ waiting: [...others, ...add] }, null, 1)}\n`);
      await this.#store.putIfMatch(EMBARGOES_KEY, bytes, found?.etag ?? null, options);
    });
  }
}

function parse(found: StoredObject | undefined): readonly Embargo[] {
  if (found === undefined) return [];
  try {
    return list.parse(JSON.parse(Buffer.from(found.bytes).toString("utf8"))).waiting;
  } catch (cause) {
    throw new DatelineError("object-corrupt", `Cannot read the embargoes: ${EMBARGOES_KEY} is damaged`, {
      cause,
    });
  }
}

function isSameObject(one: Embargo): (other: Embargo) => boolean {
  return (other) => one.bucket === other.bucket && one.key === other.key;
}

function isSame(one: Embargo, other: Embargo): boolean {
  return isSameObject(one)(other) && one.until === other.until;
}
