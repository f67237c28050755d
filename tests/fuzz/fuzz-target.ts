import type { Random } from "./mutate.ts";

/** One kind of input and what reads it. */
export interface FuzzTarget {
  /** Reads one input that chance draws. @returns its size in bytes @throws FuzzFinding or whatever the product must not throw */
  run(random: Random): Promise<number>;
  close(): Promise<void>;
}

/** Opens a target; `folder` is empty and its own. */
export type OpenTarget = (folder: string) => Promise<FuzzTarget>;

/** What no input may cause. */
export class FuzzFinding extends Error {
  override readonly name = "FuzzFinding";
  readonly input: string;

  constructor(reason: string, input: Uint8Array | string, options?: ErrorOptions) {
    super(reason, options);
    this.input = typeof input === "string" ? input : Buffer.from(input).toString("base64");
  }
}
