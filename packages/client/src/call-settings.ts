import type { ClientOptions } from "./call-options.ts";
import { isTimeout, TIMEOUT_RULE } from "./deadline.ts";

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_RETRIES = 2;
const MAX_RETRIES = 10;

/** `ClientOptions` with all defaults filled in. */
export type CallSettings = Readonly<Record<keyof ClientOptions, number>>;

/** @throws RangeError that names the option */
export function readCallSettings(options: ClientOptions): CallSettings {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, retries = DEFAULT_RETRIES } = options;
  if (!isTimeout(timeoutMs)) {
    throw new RangeError(`Cannot make a client: ${TIMEOUT_RULE}, it is ${timeoutMs}`);
  }
  if (!Number.isInteger(retries) || retries < 0 || retries > MAX_RETRIES) {
    const rule = `retries must be a whole number from 0 to ${MAX_RETRIES}`;
    throw new RangeError(`Cannot make a client: ${rule}, it is ${retries}`);
  }
  return { timeoutMs, retries };
}
