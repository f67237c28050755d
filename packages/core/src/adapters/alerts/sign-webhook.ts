import { createHmac, timingSafeEqual } from "node:crypto";
import { DatelineError } from "../../errors.ts";

/** Maximum difference between a signature's time and now, in either direction, because clocks differ. */
export const WEBHOOK_TOLERANCE_S = 300;

const SECRET_PREFIX = "whsec_";
const LEAST_SECRET_BYTES = 24;

/** The signed parts of a webhook. */
export interface SignedContent {
  /** Id of the message, the same for every attempt. */
  readonly id: string;
  /** Time of this attempt, in seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * Derives a separate secret for each webhook. Do not store it, because it can be derived again from the root
 * secret.
 *
 * @param root a secret in the format of `signWebhook`
 * @param salt of the webhook
 * @throws DatelineError `invalid-input` when the root has another format
 */
export function deriveSecret(root: string, salt: string): string {
  const derived = createHmac("sha256", keyOf(root)).update(`dateline alert ${salt}`).digest("base64");
  return `${SECRET_PREFIX}${derived}`;
}

/**
 * Signs as Standard Webhooks specifies (https://www.standardwebhooks.com): HMAC-SHA256 over
 * `id.timestamp.body`.
 *
 * @param secret `whsec_` and at least 24 bytes in base64
 * @returns `v1,` and the signature in base64
 * @throws DatelineError `invalid-input` when the secret has another format; the message does not contain it
 */
export function signWebhook({ id, timestamp, body }: SignedContent, secret: string): string {
  return `v1,${createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function keyOf(secret: string): Buffer {
  const key = Buffer.from(
    secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : "",
    "base64",
  );
  if (key.length < LEAST_SECRET_BYTES) {
    throw new DatelineError(
      "invalid-input",
      `Cannot sign the webhook: its secret must be "${SECRET_PREFIX}" and at least ${LEAST_SECRET_BYTES} bytes in base64`,
    );
  }
  return key;
}

/**
 * True if a webhook has a valid and recent signature.
 *
 * @param headers of the request, in lower case
 * @param nowS seconds since 1970
 */
export function isSignedWebhook(
  {
    headers,
    body,
  }: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: string },
  secret: string,
  nowS: number,
): boolean {
  const id = headers["webhook-id"] ?? "";
  const timestamp = Number(headers["webhook-timestamp"] ?? Number.NaN);
  if (!(Math.abs(nowS - timestamp) <= WEBHOOK_TOLERANCE_S)) return false;
  const expected = Buffer.from(signWebhook({ id, timestamp, body }, secret));
  // A sender signs with several secrets during a rotation.
  return (headers["webhook-signature"] ?? "").split(" ").some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
