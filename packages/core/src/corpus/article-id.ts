import { hash } from "node:crypto";
import { canonicalId, canonicalUrl } from "./canonical-url.ts";

/** Sources of an id, best first. */
export interface Identity {
  readonly id: string | null;
  readonly url: string | null;
  /** `null` if the title was derived from the text and adds nothing. */
  readonly title: string | null;
  readonly text: string;
}

/**
 * 64 bits: in a million articles, the probability that any two ids collide is 3 in 100 million. Collisions
 * are reported.
 */
const ID_HEX_DIGITS = 16;

/**
 * The explicit id, else the canonical URL, else a hash of title and text as 16 hex digits. An id that is a
 * web address is canonicalised, so that an article keeps its id whether it comes from a feed, a record or a
 * page.
 */
export function articleId({ id, url, title, text }: Identity): string {
  if (id !== null && id.trim() !== "") return canonicalId(id.trim(), url);
  if (url !== null) return canonicalUrl(url);
  return contentHash(title, text);
}

/** The id of an article whose text is unknown, as for a withdrawal; `null` if the id depends on the text. */
export function idWithoutText({ id, url }: Pick<Identity, "id" | "url">): string | null {
  if (id === null && (url === null || !URL.canParse(url))) return null;
  return articleId({ id, url, title: null, text: "" });
}

/** 16 hex digits, equal for articles with equal title and text. */
export function contentHash(title: string | null, text: string): string {
  return shortHash(JSON.stringify([title, text]));
}

function shortHash(value: string): string {
  return hash("sha256", value, "hex").slice(0, ID_HEX_DIGITS);
}
