import type { Context } from "hono";
import type { InvocationContext } from "./invocation-context.ts";
import type { ProblemCode } from "./problem.ts";
import type { RequestEntry } from "./request-log.ts";

/** What handlers and the report on their request tell each other. */
export interface RequestVariables {
  /** The caller's own, when it has the form of one. */
  requestId: string;
  entry: RequestEntry;
  /** Which API key was used. */
  keyId?: string;
  hits?: number;
  /** Counts further requests of the caller against its limit; not there without a limit. */
  countRequests?: (count: number) => Promise<void>;
  /** What made a tool fail, although the answer is a success of HTTP. */
  failure?: unknown;
  problem?: { readonly code: ProblemCode; readonly error: unknown };
}

/**
 * What the adapters of platforms hand in with a request, as they name it: Lambda's of Hono the first two, the one for
 * Node's own server the third. All may be missing.
 */
export interface AppBindings {
  readonly lambdaContext?: InvocationContext;
  readonly requestContext?: { readonly http?: { readonly sourceIp?: string } };
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } };
}

/** Types of the app: what the adapter hands in, and what middleware keeps for a request. */
export interface AppEnvironment {
  readonly Bindings: AppBindings;
  readonly Variables: RequestVariables;
}

export type AppRequest = Context<AppEnvironment>;

/** Who called, as far as the platform knows; never a header, which a caller can make up. */
export function clientAddressOf(c: AppRequest): string {
  return c.env?.requestContext?.http?.sourceIp ?? c.env?.incoming?.socket?.remoteAddress ?? "unknown";
}
