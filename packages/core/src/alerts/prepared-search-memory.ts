import type { PreparedSearches } from "./prepare-searches.ts";

/** What a list of saved searches was prepared for. */
export interface PreparedFor {
  /** Of the list. */
  readonly version: string;
  /** Of the model. */
  readonly fingerprint: string;
  /** Of the articles of the index. */
  readonly languages: readonly string[];
}

/** Keeps the saved searches that were prepared last, for the next look of the same process. */
export class PreparedSearchMemory {
  #kept: { readonly of: PreparedFor; readonly prepared: PreparedSearches } | undefined;

  /** Of what is kept, if it was prepared for this model and these languages. */
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
