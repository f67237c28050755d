import { type AlertMessage, payloadOf } from "../../alerts/alert-message.ts";
import { DeliveryRefusal, type SendMessage } from "../../alerts/deliver-messages.ts";
import { DatelineError } from "../../errors.ts";
import { retryAfterMs } from "../source/http-reader.ts";
import { exchangeOnce, type TransportResponse } from "../source/http-transport.ts";
import { deriveSecret, signWebhook } from "./sign-webhook.ts";

/** Of a whole attempt: who has more to do shall answer first and do it afterwards. */
const TIMEOUT_MS = 15_000;
/** Nothing of an answer but its status is used. */
const MAX_ANSWER_BYTES = 65_536;
/** Standard Webhooks: nobody is to send here again. */
const GONE = 410;
/** Other messages may please the receiver better: this one is malformed, a conflict, too long, or of the wrong kind. */
const OF_MESSAGE = new Set([400, 409, 413, 415, 422]);

export interface WebhookSenderOptions {
  /** The secret of a name; `undefined` when there is none. */
  readonly secretOf: (name: string) => string | undefined;
  readonly userAgent: string;
  /** Connect to addresses of the machine and its own network too. */
  readonly allowPrivateAddresses: boolean;
  readonly timeoutMs?: number;
  readonly now?: () => Date;
}

/**
 * Sends messages to webhooks, signed as Standard Webhooks says. An answer of 200 to 299 takes the message. Redirects are not
 * followed, and names are looked up once, so that the address that is checked is the one that is connected to. `Retry-After` is handed on.
 *
 * @returns a function that throws DatelineError `invalid-input` or `store-unreachable`; no message holds a secret
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
    const { status, headers } = await post(url, { message, secret, signal }, options);
    if (status >= 200 && status < 300) return;
    throw new DeliveryRefusal(`Cannot send the alert to ${url.host}: it answered with status ${status}`, {
      retryAfterMs: retryAfterMs(headers["retry-after"], nowOf(options)),
      isGone: status === GONE,
      isOfMessage: OF_MESSAGE.has(status),
    });
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
): Promise<Pick<TransportResponse, "status" | "headers">> {
  const body = JSON.stringify(payloadOf(message));
  const timestamp = Math.floor(nowOf(options) / 1_000);
  const headers = {
    "content-type": "application/json",
    "user-agent": options.userAgent,
    "webhook-id": message.id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signWebhook({ id: message.id, timestamp, body }, secret),
  };
  try {
    return await exchangeOnce(url, {
      headers,
      body: Buffer.from(body),
      timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
      refusePrivateAddresses: !options.allowPrivateAddresses,
      signal,
    });
  } catch (cause) {
    throw unreachable(url, (cause as Error).message, cause);
  }
}

function nowOf({ now }: Pick<WebhookSenderOptions, "now">): number {
  return (now?.() ?? new Date()).getTime();
}

/** Of the address its host only: paths and queries of webhooks are often secrets themselves. */
function unreachable({ host }: URL, reason: string, cause?: unknown): DatelineError {
  return new DatelineError("store-unreachable", `Cannot send the alert to ${host}: ${reason}`, { cause });
}
