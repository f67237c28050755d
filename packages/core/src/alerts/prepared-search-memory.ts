import type { PreparedSearches } from "./prepare-searches.ts";

/** What a list of saved searches was prepared for. */
export interface PreparedFor {
  /** Version of the list. */
  readonly version: string;
  /** Fingerprint of the model. */
  readonly fingerprint: string;
  /** Languages of the index's articles. */
  readonly languages: readonly string[];
}

/** Caches the last prepared searches for later rounds of the same process. */
export class PreparedSearchMemory {
  #kept: { readonly of: PreparedFor; readonly prepared: PreparedSearches } | undefined;

  /** Version of the cached list, if it was prepared for this model and these languages. */
  version({ fingerprint, languages }: Omit<PreparedFor, "version">): string | undefined {
    const of = this.#kept?.of;
    const isSame = of?.fingerprint === fingerprint && of.languages.join() === languages.join();
    return isSame ? of.version : undefined;
  }

  get prepared(): PreparedSearches | undefined {
    return this.#kept?.prepared;
  }

  keep(of: PreparedFor, prepared: PreparedSearches): void {
    this.#kept = { of, prepared };
  }
}
