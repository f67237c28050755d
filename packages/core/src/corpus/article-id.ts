import { hash } from "node:crypto";
import { canonicalId, canonicalUrl } from "./canonical-url.ts";

/** What an id may be made from, best first. */
export interface Identity {
  readonly id: string | null;
  readonly url: string | null;
  /** Null when the title was cut out of the text and so says nothing more. */
  readonly title: string | null;
  readonly text: string;
}

/** 64 bits: among a million articles two ids collide with odds of 3 in 100 million, and a collision is reported. */
const ID_HEX_DIGITS = 16;

/**
 * The explicit id, else the canonical address, else a hash of title and text, as 16 hex digits. An id that is an address of
 * the web is written like one, so that an article is one whether a feed, a record or a page tells of it.
 */
export function articleId({ id, url, title, text }: Identity): string {
  if (id !== null && id.trim() !== "") return canonicalId(id.trim(), url);
  if (url !== null) return canonicalUrl(url);
  return contentHash(title, text);
}

/** Equal for articles whose title and text are equal. 16 hex digits. */
export function contentHash(title: string | null, text: string): string {
  return shortHash(JSON.stringify([title, text]));
}

function shortHash(value: string): string {
  return hash("sha256", value, "hex").slice(0, ID_HEX_DIGITS);
}
