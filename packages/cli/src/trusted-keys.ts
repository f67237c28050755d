import { parseTrustedKeys, type TrustedKey } from "@dateline-search/core/generation/signature";
import { environmentVariable } from "./environment-variable.ts";

/** The keys one of which must have signed a generation that answers; none when anything may. */
export function trustedKeys(): readonly TrustedKey[] {
  return parseTrustedKeys(environmentVariable("DATELINE_TRUSTED_KEYS"));
}
