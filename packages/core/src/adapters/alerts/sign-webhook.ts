import { createHmac, timingSafeEqual } from "node:crypto";
import { DatelineError } from "../../errors.ts";

/** A signature is accepted this long after it was made, and this long before, since clocks differ. */
export const WEBHOOK_TOLERANCE_S = 300;

const SECRET_PREFIX = "whsec_";
const LEAST_SECRET_BYTES = 24;

/** What a webhook is signed over. */
export interface SignedContent {
  /** Of the message: the same for each attempt. */
  readonly id: string;
  /** Seconds since 1970 at which this attempt was made. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * A secret of its own for each webhook, which need not be kept: whoever has the root secret can work it out again.
 *
 * @param root a secret as `signWebhook` takes it
 * @param salt of the webhook
 * @throws DatelineError `invalid-input` when the root has another form
 */
export function deriveSecret(root: string, salt: string): string {
  const derived = createHmac("sha256", keyOf(root)).update(`dateline alert ${salt}`).digest("base64");
  return `${SECRET_PREFIX}${derived}`;
}

/**
 * Signs as Standard Webhooks says (https://www.standardwebhooks.com): HMAC-SHA256 over `id.timestamp.body`.
 *
 * @param secret `whsec_` and at least 24 bytes in base64
 * @returns `v1,` and the signature in base64
 * @throws DatelineError `invalid-input` when the secret has another form; its value is not in the message
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
 * Tells whether a webhook is what its sender signed, a moment ago.
 *
 * @param headers those of the request, in lower case
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
  // Several while a secret is replaced by another.
  return (headers["webhook-signature"] ?? "").split(" ").some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
