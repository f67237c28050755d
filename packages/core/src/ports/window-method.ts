import { createHash } from "node:crypto";

/**
 * How windows of sentences are embedded: each `alone`, or `pooled` from its tokens in the model's pass over the
 * whole passage. Both embed passages and queries equally.
 */
export type WindowMethod = "alone" | "pooled";

/** Part of the fingerprint. Change this if other tokens are pooled. */
const POOLED = "windows pooled with the first and last token, 1";

/**
 * @param model fingerprint of the embedder
 * @returns fingerprint (sha256, hex) of an index of this model and method
 */
export function indexFingerprint(model: string, windows: WindowMethod): string {
  if (windows === "alone") return model;
  return createHash("sha256").update(`${POOLED}\0${model}`).digest("hex");
}

interface Fingerprinted {
  readonly fingerprint: string;
}

/**
 * @param index its manifest
 * @returns `undefined` if the index was embedded with another model
 */
export function windowMethodOf(
  { model }: { readonly model: Fingerprinted },
  embedder: Fingerprinted,
): WindowMethod | undefined {
  const methods = ["alone", "pooled"] as const;
  return methods.find((it) => indexFingerprint(embedder.fingerprint, it) === model.fingerprint);
}
