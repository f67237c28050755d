import type { Context } from "hono";
import type { InvocationContext } from "./invocation-context.ts";
import type { ProblemCode } from "./problem.ts";
import type { RequestEntry } from "./request-log.ts";

/** State that middleware and handlers share about a request. */
export interface RequestVariables {
  /** The caller's id, if it is well-formed. */
  requestId: string;
  entry: RequestEntry;
  /** Id of the API key that was used. */
  keyId?: string;
  hits?: number;
  /** Counts further requests against the caller's limit; absent without a limit. */
  countRequests?: (count: number) => Promise<void>;
  /** Why a tool failed although the HTTP status is a success. */
  failure?: unknown;
  problem?: { readonly code: ProblemCode; readonly error: unknown };
}

/**
 * What platform adapters pass with a request, under their own names: the first two from Hono's Lambda
 * adapter, the third from its Node server. Each may be missing.
 */
export interface AppBindings {
  readonly lambdaContext?: InvocationContext;
  readonly requestContext?: { readonly http?: { readonly sourceIp?: string } };
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } };
}

/** Types of the app: the adapters' bindings and the request's variables. */
export interface AppEnvironment {
  readonly Bindings: AppBindings;
  readonly Variables: RequestVariables;
}

export type AppRequest = Context<AppEnvironment>;

/** The caller's address according to the platform, never from a header that a caller can forge. */
export function clientAddressOf(c: AppRequest): string {
  return c.env?.requestContext?.http?.sourceIp ?? c.env?.incoming?.socket?.remoteAddress ?? "unknown";
}
