import { createHash } from "node:crypto";
import type { AppRequest } from "./app-environment.ts";
import type { HttpSettings } from "./http-settings.ts";

/**
 * Makes the entity tag of an answer from everything that it depends on. It is weak (RFC 9110, section 8.8.1): the time
 * that the answer took is in it too, and a compressed answer has the same.
 */
export function entityTag(...dependencies: readonly unknown[]): string {
  const hash = createHash("sha256").update(JSON.stringify(dependencies)).digest("base64url");
  return `W/"${hash.slice(0, 22)}"`;
}

/** Whether the caller holds the answer already: `If-None-Match` compares weakly (RFC 9110, section 13.1.2). */
export function isHeld(c: AppRequest, tag: string): boolean {
  const held = c.req.header("if-none-match") ?? "";
  if (held.trim() === "*") return true;
  const tags: readonly string[] = held.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((each) => each.replace(/^W\//, "") === tag.replace(/^W\//, ""));
}

/** Says how long and by whom an answer may be kept; with keys it is for the caller alone. */
export function allowCaching(c: AppRequest, { apiKeys, cacheSeconds }: HttpSettings): void {
  const hasKeys = apiKeys.length > 0;
  const time = cacheSeconds > 0 ? `max-age=${cacheSeconds}` : "no-cache";
  c.header("Cache-Control", hasKeys ? `private, ${time}` : time);
  if (hasKeys) c.header("Vary", "Authorization, X-Api-Key", { append: true });
}
