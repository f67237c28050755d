import { hostname } from "node:os";
import { DatelineError } from "@dateline-search/core/errors";
import type { GenerationAuthor } from "@dateline-search/core/generation/generation-author";
import {
  assertTrusted,
  openSigner,
  parseTrustedKeys,
  pemOfKey,
  type Signer,
} from "@dateline-search/core/generation/signature";
import { licenceOfModel } from "@dateline-search/core/model/model-licences";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the function's identity and `DATELINE_SIGNING_KEY`, which signs every generation that it makes: a
 * private ed25519 key in PEM, or the content between its lines.
 *
 * @throws DatelineError `invalid-input` if it is not a key, or not one of `DATELINE_TRUSTED_KEYS`
 */
export function readIngestAuthor(environment: Environment): GenerationAuthor {
  const signer = readSigner(environment["DATELINE_SIGNING_KEY"]);
  assertTrusted(signer, parseTrustedKeys(environment["DATELINE_TRUSTED_KEYS"]));
  const by = environment["AWS_LAMBDA_FUNCTION_NAME"] || hostname();
  return {
    signer,
    provenanceOf: ({ model: { name, fingerprint } }) => ({
      by,
      action: "ingest",
      at: new Date().toISOString(),
      program: "dateline ingest function",
      // It reads objects and feeds, not a checkout.
      commit: null,
      model: { name, fingerprint, licence: licenceOfModel(name) },
    }),
  };
}

/** Errors must not reveal the value, which is secret. */
function readSigner(value: string | undefined): Signer | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  try {
    return openSigner(pemOfKey(text));
  } catch {
    throw new DatelineError(
      "invalid-input",
      'Cannot sign: DATELINE_SIGNING_KEY is not a private ed25519 key; "openssl genpkey -algorithm ed25519" makes one',
    );
  }
}
