import type { MiddlewareHandler } from "hono";
import type { RateLimiterMemory } from "rate-limiter-flexible";
import { type AppEnvironment, type AppRequest, clientAddressOf } from "../app-environment.ts";
import type { HttpSettings, RateLimit } from "../http-settings.ts";
import { RequestError } from "../request-error.ts";
import { networkOf } from "./network-of.ts";

const POLICY = "per-container";

/**
 * Rejects callers who exceed the rate limit and tells every caller what is left, in `RateLimit-Policy` and
 * `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10). Callers are identified by address, IPv6 callers by
 * network. Each container counts separately: the limit keeps one caller from occupying a container and is not a
 * quota.
 */
export function limitRequests(settings: () => HttpSettings): MiddlewareHandler<AppEnvironment> {
  let counter: { readonly limit: RateLimit; readonly limiter: RateLimiterMemory } | undefined;
  return async function limitRequests(c, next) {
    const { rateLimit } = settings();
    if (rateLimit === null) return await next();
    // Compare by value: settings are read for every request, and a new object must not reset the count.
    if (counter?.limit.requests !== rateLimit.requests || counter.limit.seconds !== rateLimit.seconds) {
      counter = { limit: rateLimit, limiter: await createLimiter(rateLimit) };
    }
    const { limiter } = counter;
    const count = async (requests: number) => {
      if (requests === 0) return;
      const taken: Taken = await limiter.consume(networkOf(clientAddressOf(c)), requests).catch(asRefusal);
      tellLimit(c, rateLimit, taken);
      if (taken.refused) throw refusal(rateLimit, taken);
    };
    await count(1);
    c.set("countRequests", count);
    await next();
  };
}

function secondsLeft({ msBeforeNext }: Taken): number {
  return Math.ceil(msBeforeNext / 1000);
}

function tellLimit(c: AppRequest, { requests, seconds }: RateLimit, taken: Taken): void {
  c.header("RateLimit-Policy", `"${POLICY}";q=${requests};w=${seconds}`);
  c.header("RateLimit", `"${POLICY}";r=${taken.remainingPoints};t=${secondsLeft(taken)}`);
}

function refusal({ requests, seconds }: RateLimit, taken: Taken): RequestError {
  const wait = secondsLeft(taken);
  const rule = `${requests} requests in ${seconds} s`;
  const detail = `Cannot answer: the limit is ${rule}, try again in ${wait} s`;
  return new RequestError("rate-limited", detail, { headers: { "Retry-After": String(wait) } });
}

interface Taken {
  readonly msBeforeNext: number;
  readonly remainingPoints: number;
  readonly refused?: boolean;
}

async function createLimiter({ requests, seconds }: RateLimit): Promise<RateLimiterMemory> {
  // Loaded only if there is a limit, because the package includes limiters for ten databases.
  const { RateLimiterMemory } = await import("rate-limiter-flexible");
  return new RateLimiterMemory({ points: requests, duration: seconds });
}

/** The limiter rejects with the same figures that it resolves with. Anything else is a bug in it. */
function asRefusal(rejection: unknown): Taken {
  if (rejection instanceof Error) throw rejection;
  const { msBeforeNext, remainingPoints } = rejection as Taken;
  return { msBeforeNext, remainingPoints, refused: true };
}
