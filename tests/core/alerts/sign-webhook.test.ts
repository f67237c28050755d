import {
  isSignedWebhook,
  signWebhook,
  WEBHOOK_TOLERANCE_S,
} from "@dateline-search/core/adapters/alerts/sign-webhook";
import { expect, test } from "vitest";

/** The example of the specification's own libraries. */
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SIGNED = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

test("a webhook is signed according to Standard Webhooks", () => {
  expect(signWebhook(SIGNED, SECRET)).toBe(SIGNATURE);
});

test.each([
  ["at the moment", {}, 0, true],
  ["within the tolerance", {}, WEBHOOK_TOLERANCE_S, true],
  ["replayed later", {}, WEBHOOK_TOLERANCE_S + 1, false],
  ["from the future", {}, -WEBHOOK_TOLERANCE_S - 1, false],
  ["beside the signature of an old secret", { "webhook-signature": `v1,AAAA ${SIGNATURE}` }, 0, true],
  ["with another signature", { "webhook-signature": SIGNATURE.replace("g0", "g1") }, 0, false],
  ["with another id", { "webhook-id": "msg_other" }, 0, false],
  ["with another timestamp", { "webhook-timestamp": "1614265331" }, 0, false],
  ["without a timestamp", { "webhook-timestamp": undefined }, 0, false],
  ["without a signature", { "webhook-signature": undefined }, 0, false],
] as const)("a webhook %s does not verify", (_, changed, late, expected) => {
  const headers = {
    "webhook-id": SIGNED.id,
    "webhook-timestamp": String(SIGNED.timestamp),
    "webhook-signature": SIGNATURE,
    ...changed,
  };
  expect(isSignedWebhook({ headers, body: SIGNED.body }, SECRET, SIGNED.timestamp + late)).toBe(expected);
});

test("a different body does not verify", () => {
  const headers = {
    "webhook-id": SIGNED.id,
    "webhook-timestamp": String(SIGNED.timestamp),
    "webhook-signature": SIGNATURE,
  };
  expect(isSignedWebhook({ headers, body: "{}" }, SECRET, SIGNED.timestamp)).toBe(false);
});

test.each(["secret", "whsec_c2hvcnQ=", "whsec_"])(
  "the secret %j is rejected without being revealed",
  (secret) => {
    expect(() => signWebhook(SIGNED, secret)).toThrow("Cannot sign the webhook: its secret must be");
    expect(() => signWebhook(SIGNED, secret)).not.toThrow("c2hvcnQ");
  },
);
