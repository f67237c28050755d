import { hash } from "node:crypto";
import { canonicalId, canonicalUrl } from "./canonical-url.ts";

/** What an id is derived from, best first. */
export interface Identity {
  readonly id: string | null;
  readonly url: string | null;
  /** `null` when the title was derived from the text and adds nothing. */
  readonly title: string | null;
  readonly text: string;
}

/**
 * 64 bits: among a million articles two ids collide with a probability of 3 in 100 million, and a collision
 * is reported.
 */
const ID_HEX_DIGITS = 16;

/**
 * The explicit id, else the canonical URL, else a hash of title and text as 16 hex digits. An id that is a
 * web address is canonicalised, so that an article keeps one id whether it comes from a feed, a record or a
 * page.
 */
export function articleId({ id, url, title, text }: Identity): string {
  if (id !== null && id.trim() !== "") return canonicalId(id.trim(), url);
  if (url !== null) return canonicalUrl(url);
  return contentHash(title, text);
}

/** Equal for articles with equal title and text. 16 hex digits. */
export function contentHash(title: string | null, text: string): string {
  return shortHash(JSON.stringify([title, text]));
}

function shortHash(value: string): string {
  return hash("sha256", value, "hex").slice(0, ID_HEX_DIGITS);
}
