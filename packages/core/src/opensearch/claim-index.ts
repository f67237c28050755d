import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { DatelineError, hasCode, throwIfAborted } from "../errors.ts";
import type { IndexState } from "./index-schema.ts";
import type { IndexStore, VersionedState } from "./index-store.ts";

/** A writer that is silent for this long loses the index. */
const CLAIM_MS = 60_000;
const RENEWED_AFTER_MS = 15_000;
const WAIT_MS = 500;

/** The exclusive right to write to an index. */
export interface ClaimedState {
  /** The state as last written by this writer. */
  readonly state: IndexState;
  /**
   * @throws DatelineError `write-conflict` when another writer has taken over, because this one was silent for
   *   too long
   */
  write(state: IndexState): Promise<void>;
  /** Renews the claim if due. @throws DatelineError as `write` */
  renew(): Promise<void>;
  release(): Promise<void>;
}

export interface ClaimOptions {
  /** How long to wait for a silent writer, in milliseconds; default a minute. */
  readonly claimMs?: number;
  /** Gives up as soon as another writer shows a sign of life, instead of waiting for its end. */
  readonly yields?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Claims an index once no other writer has it. A killed writer loses it after a minute, by the clock of the
 * waiting process.
 *
 * @throws DatelineError `write-conflict` when it yields to another writer
 */
export async function claimIndex(
  store: IndexStore,
  index: string,
  { claimMs = CLAIM_MS, yields = false, signal }: ClaimOptions,
): Promise<ClaimedState> {
  const by = randomUUID();
  let seen: { readonly claim: string; readonly at: number } | undefined;
  for (;;) {
    throwIfAborted(`write to the index "${index}"`, signal);
    const found = await store.read(index);
    if (found === undefined)
      throw new DatelineError("index-missing", `Cannot write to the index "${index}": it no longer exists`);
    const claim = JSON.stringify(found.state.claim);
    if (yields && seen !== undefined && seen.claim !== claim && found.state.claim !== null) {
      const reason = "another load is writing to it";
      throw new DatelineError("write-conflict", `Cannot write to the index "${index}": ${reason}`);
    }
    if (seen?.claim !== claim) seen = { claim, at: performance.now() };
    // Measure how long the claim has been unchanged, because the clocks of two machines differ.
    if (found.state.claim === null || performance.now() - seen.at > claimMs) {
      const taken = await tryToTake(store, found, by);
      if (taken !== undefined) return new Claim(store, taken, by);
    }
    await sleep(WAIT_MS, undefined, { signal });
  }
}

async function tryToTake(
  store: IndexStore,
  found: VersionedState,
  by: string,
): Promise<VersionedState | undefined> {
  try {
    return await store.replace(found, { ...found.state, claim: { by, renewals: 0 } });
  } catch (error) {
    if (hasCode(error, "write-conflict")) return undefined;
    throw error;
  }
}

class Claim implements ClaimedState {
  readonly #store: IndexStore;
  readonly #by: string;
  #version: VersionedState;
  #renewals = 0;
  #renewedAt = performance.now();

  constructor(store: IndexStore, version: VersionedState, by: string) {
    this.#store = store;
    this.#version = version;
    this.#by = by;
  }

  get state(): IndexState {
    return this.#version.state;
  }

  async write(state: IndexState): Promise<void> {
    this.#renewals += 1;
    this.#version = await this.#store.replace(this.#version, {
      ...state,
      claim: { by: this.#by, renewals: this.#renewals },
    });
    this.#renewedAt = performance.now();
  }

  async renew(): Promise<void> {
    if (performance.now() - this.#renewedAt > RENEWED_AFTER_MS) await this.write(this.state);
  }

  async release(): Promise<void> {
    // Ignore a failure: another writer has taken over, or the claim will expire.
    await this.#store.replace(this.#version, { ...this.state, claim: null }).catch(() => {});
  }
}
