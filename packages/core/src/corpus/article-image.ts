import type { ArticleImage } from "../types.ts";
import { absoluteAddress } from "./absolute-address.ts";
import { canonicalUrl } from "./canonical-url.ts";
import { normaliseLine } from "./normalise-text.ts";

/** A picture as its source states it. */
export interface ImageCandidate {
  /** As written, which may be relative. */
  readonly url: string | null;
  readonly alt?: string | null;
  /** In pixels; null when that is not stated. */
  readonly width?: number | null;
  readonly height?: number | null;
}

/** UTF-16 units. An address that is longer is a picture written into it, or a token. */
const MAX_ADDRESS_LENGTH = 2_000;
/** UTF-16 units. A longer "alternative text" is a caption with its credits, of which the beginning is enough. */
const MAX_ALT_LENGTH = 500;
/** Pixels. What is smaller counts readers, or is an icon. */
const MIN_SIDE = 32;

/** Names of files, without their endings, that count readers or hold a place. */
const PIXEL =
  /^(?:1x1|b|blank|clear|count(?:er)?|dot|empty|pixel|px|spacer|tr|track(?:er|ing)?|trans(?:parent)?)[-_.]?\d*$/i;
const STAND_IN =
  /(?:^|[-_.])(?:favicon|apple-touch-icon|avatar|gravatar|placeholder|sprite|fallback|no-?image|site-?icon|share-?icon)(?:[-_.]?\d+(?:x\d+)?)?$/i;
/** What a site shows where an article has no picture, and its mark. A longer name is a story about a logo. */
const DEFAULT =
  /^(?:(?:og|twitter|facebook|fb|social|share|sharing|site|seo)[-_.]?)?(?:default|fallback)(?:[-_.].*)?$/i;
const LOGO =
  /^(?:[a-z0-9]+[-_.])?(?:site|brand|header|masthead|publisher)?[-_.]?logo(?:type|s)?(?:[-_.][a-z0-9]+)?(?:[-_.]\d+x\d+)?$/i;
const NO_PICTURE_FILES = [PIXEL, STAND_IN, DEFAULT, LOGO];
const NO_PICTURE_FOLDER = /\/(?:logos?|favicons?|emoji|avatars?|smilies|tracking|beacon|pixel)\//i;
/** Vector graphics are logos and icons, the other two hold nothing but icons. */
const NO_PICTURE_ENDING = /\.(?:svgz?|ico|cur)$/i;
/** Servers of those who count readers, and of the portraits of those who comment. */
const NO_PICTURE_HOST =
  /^(?:pixel|track|tracker|counter|beacon)\.|(?:^|\.)(?:feeds\.feedburner\.com|feedsportal\.com|doubleclick\.net|google-analytics\.com|scorecardresearch\.com|quantserve\.com|stats\.wordpress\.com|pixel\.wp\.com|feeds\.wordpress\.com|gravatar\.com|s\.w\.org)$/i;

/**
 * The first of several pictures that may be shown beside an article: it has an address of the web, and is no pixel that
 * counts readers, no icon and no logo of the site.
 *
 * @param base what relative addresses are relative to; null when that is not known
 * @param ofSite addresses of pictures that are the publisher's own marks
 */
export function chooseImage(
  candidates: readonly ImageCandidate[],
  base: string | null,
  ofSite: readonly (string | null)[] = [],
): ArticleImage | null {
  const marks = new Set(
    ofSite
      .map((url) => absoluteAddress(url, base))
      .filter((url) => url !== null)
      .map(canonicalUrl),
  );
  for (const candidate of candidates) {
    const url = absoluteAddress(candidate.url?.trim() || null, base);
    if (url === null || !isPicture(url, candidate) || marks.has(canonicalUrl(url))) continue;
    return { url, alt: altOf(candidate.alt ?? null) };
  }
  return null;
}

/** @returns null for what is no number of pixels */
export function pixels(value: string | number | null | undefined): number | null {
  const number = Number.parseFloat(String(value ?? ""));
  return Number.isFinite(number) ? number : null;
}

/** True for the address of a file that is a picture by its ending. */
export function isPictureFile(address: string): boolean {
  return /\.(?:jpe?g|png|gif|webp|avif|jfif)(?:$|[?#])/i.test(address);
}

/** In pixels. Larger ones are made for print. */
const MAX_WIDTH = 2_048;

/** The larger picture first, those for print behind; those of no stated size keep their places at the end. */
export function largestFirst<T extends Pick<ImageCandidate, "width" | "height">>(
  images: readonly T[],
): readonly T[] {
  return images.toSorted((a, b) => sizeOf(b) - sizeOf(a));
}

function sizeOf({ width, height }: Pick<ImageCandidate, "width" | "height">): number {
  const size = width ?? height ?? 0;
  return size > MAX_WIDTH ? MAX_WIDTH / size : size;
}

function isPicture(url: string, { width = null, height = null }: ImageCandidate): boolean {
  const { hostname, pathname, href } = new URL(url);
  if (href.length > MAX_ADDRESS_LENGTH) return false;
  if ([width, height].some((side) => side !== null && side < MIN_SIDE)) return false;
  if (NO_PICTURE_HOST.test(hostname) || NO_PICTURE_FOLDER.test(pathname) || NO_PICTURE_ENDING.test(pathname))
    return false;
  const file = (pathname.split("/").at(-1) ?? "").replace(/\.[a-z0-9]+$/i, "");
  return !NO_PICTURE_FILES.some((name) => name.test(file)) && (pathname !== "/" || url.includes("?"));
}

function altOf(alt: string | null): string | null {
  const text = alt === null ? "" : normaliseLine(alt);
  if (text.length <= MAX_ALT_LENGTH) return text || null;
  const cut = text.slice(0, MAX_ALT_LENGTH);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), MAX_ALT_LENGTH / 2)).trimEnd()}…`;
}
