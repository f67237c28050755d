import { parseTrustedKeys, type TrustedKey } from "@dateline-search/core/generation/signature";
import { environmentVariable } from "./environment.ts";

/** Keys of which one must have signed a generation; empty when no signature is required. */
export function trustedKeys(): readonly TrustedKey[] {
  return parseTrustedKeys(environmentVariable("DATELINE_TRUSTED_KEYS"));
}
