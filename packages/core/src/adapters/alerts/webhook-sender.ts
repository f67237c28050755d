import { type AlertMessage, payloadOf } from "../../alerts/alert-message.ts";
import type { SendMessage } from "../../alerts/deliver-messages.ts";
import { DatelineError } from "../../errors.ts";
import { exchangeOnce } from "../source/http-transport.ts";
import { deriveSecret, signWebhook } from "./sign-webhook.ts";

/** Timeout of a whole attempt. Slow receivers should respond first and work afterwards. */
const TIMEOUT_MS = 15_000;
/** Only the status of a response is used. */
const MAX_ANSWER_BYTES = 65_536;

export interface WebhookSenderOptions {
  /** Looks up a secret by name; `undefined` when there is none. */
  readonly secretOf: (name: string) => string | undefined;
  readonly userAgent: string;
  /** Also connect to addresses of this machine and its own network. */
  readonly allowPrivateAddresses: boolean;
  readonly timeoutMs?: number;
  readonly now?: () => Date;
}

/**
 * Sends messages to webhooks, signed according to Standard Webhooks. A status of 200 to 299 accepts the
 * message. Does not follow redirects, and resolves names once, so that the checked address is the one
 * connected to.
 *
 * @returns a function that throws DatelineError `invalid-input` or `store-unreachable`; no message contains a
 *   secret
 */
export function webhookSender(options: WebhookSenderOptions): SendMessage {
  return async (message, { signal }) => {
    const { channel } = message;
    if (channel.type !== "webhook") return;
    const named = options.secretOf(channel.secret);
    if (named === undefined) {
      throw new DatelineError("invalid-input", `Cannot send the alert: ${channel.secret} is not set`);
    }
    const secret = channel.salt === undefined ? named : deriveSecret(named, channel.salt);
    const url = new URL(channel.url);
    const status = await post(url, { message, secret, signal }, options);
    if (status >= 200 && status < 300) return;
    throw unreachable(url, `it answered with status ${status}`);
  };
}

interface Post {
  readonly message: AlertMessage;
  readonly secret: string;
  readonly signal: AbortSignal | undefined;
}

async function post(
  url: URL,
  { message, secret, signal }: Post,
  options: WebhookSenderOptions,
): Promise<number> {
  const body = JSON.stringify(payloadOf(message));
  const timestamp = Math.floor((options.now?.() ?? new Date()).getTime() / 1_000);
  const headers = {
    "content-type": "application/json",
    "user-agent": options.userAgent,
    "webhook-id": message.id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signWebhook({ id: message.id, timestamp, body }, secret),
  };
  try {
    const { status } = await exchangeOnce(url, {
      headers,
      body: Buffer.from(body),
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      refusePrivateAddresses: !options.allowPrivateAddresses,
      signal,
    });
    return status;
  } catch (cause) {
    throw unreachable(url, (cause as Error).message, cause);
  }
}

/** Mentions only the host, since paths and queries of webhooks are often secrets themselves. */
function unreachable({ host }: URL, reason: string, cause?: unknown): DatelineError {
  return new DatelineError("store-unreachable", `Cannot send the alert to ${host}: ${reason}`, { cause });
}
