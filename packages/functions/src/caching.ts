import { createHash } from "node:crypto";
import type { AppRequest } from "./app-environment.ts";
import type { HttpSettings } from "./http-settings.ts";

/**
 * Computes an entity tag from everything that the answer depends on. It is weak (RFC 9110, section 8.8.1)
 * because answers include the time they took, and because compressed answers share it.
 */
export function entityTag(...dependencies: readonly unknown[]): string {
  const hash = createHash("sha256").update(JSON.stringify(dependencies)).digest("base64url");
  return `W/"${hash.slice(0, 22)}"`;
}

/** Whether the caller already has the answer: `If-None-Match` compares weakly (RFC 9110, section 13.1.2). */
export function isHeld(c: AppRequest, tag: string): boolean {
  const held = c.req.header("if-none-match") ?? "";
  if (held.trim() === "*") return true;
  const tags: readonly string[] = held.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((each) => each.replace(/^W\//, "") === tag.replace(/^W\//, ""));
}

/** Sets how long and by whom an answer may be cached. With API keys it is private to the caller. */
export function allowCaching(c: AppRequest, { apiKeys, cacheSeconds }: HttpSettings): void {
  const hasKeys = apiKeys.length > 0;
  const time = cacheSeconds > 0 ? `max-age=${cacheSeconds}` : "no-cache";
  c.header("Cache-Control", hasKeys ? `private, ${time}` : time);
  if (hasKeys) c.header("Vary", "Authorization, X-Api-Key", { append: true });
}
