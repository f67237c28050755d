import type { Context } from "hono";
import type { InvocationContext } from "./invocation-context.ts";
import type { RequestVariables } from "./report-request.ts";

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
