import type { MiddlewareHandler } from "hono";
import { findApiKey, type KeyScope } from "../api-keys.ts";
import type { AppEnvironment, AppRequest } from "../app-environment.ts";
import type { HttpSettings } from "../http-settings.ts";
import { RequestError } from "../request-error.ts";

/**
 * Requires a known key in `X-Api-Key` or as a bearer token (RFC 6750). Lets everybody in if no keys are set.
 *
 * @param scope required of the key; without it any key is accepted
 */
export function requireKey(
  settings: () => HttpSettings,
  scope?: KeyScope,
): MiddlewareHandler<AppEnvironment> {
  return async function requireKey(c, next) {
    const { apiKeys } = settings();
    if (apiKeys.length > 0) {
      const presented = presentedKey(c);
      if (presented === undefined) {
        const detail = "Cannot answer: this service requires an API key, in X-Api-Key or as a bearer token";
        throw new RequestError("key-missing", detail, challenge());
      }
      const key = findApiKey(apiKeys, presented);
      if (key === undefined) {
        const detail = "Cannot answer: the API key is unknown";
        throw new RequestError("key-unknown", detail, challenge("invalid_token"));
      }
      c.set("keyId", key.id);
      if (scope !== undefined && !key.scopes.includes(scope)) {
        const detail = `Cannot answer: the API key "${key.id}" lacks the scope ${scope}`;
        throw new RequestError("key-not-allowed", detail, challenge("insufficient_scope", scope));
      }
    }
    await next();
  };
}

/** Function URLs with IAM use `Authorization` themselves, with another scheme. */
function presentedKey(c: AppRequest): string | undefined {
  const [, token] = /^Bearer +(\S+) *$/i.exec(c.req.header("authorization") ?? "") ?? [];
  return c.req.header("x-api-key") ?? token;
}

function challenge(error?: string, scope?: string): { headers: Record<string, string> } {
  const parts = [
    'realm="dateline"',
    ...(error === undefined ? [] : [`error="${error}"`]),
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
  ];
  return { headers: { "WWW-Authenticate": `Bearer ${parts.join(", ")}` } };
}
