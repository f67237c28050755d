import type { ArticleImage } from "../types.ts";
import { absoluteAddress } from "./absolute-address.ts";
import { canonicalUrl } from "./canonical-url.ts";
import { normaliseLine } from "./normalise-text.ts";

/** An image as its source states it. */
export interface ImageCandidate {
  /** As written, possibly relative. */
  readonly url: string | null;
  readonly alt?: string | null;
  /** In pixels; `null` when not stated. */
  readonly width?: number | null;
  readonly height?: number | null;
}

/** UTF-16 units. Longer addresses are data URLs or tokens. */
const MAX_ADDRESS_LENGTH = 2_000;
/** UTF-16 units. A longer "alternative text" is a caption with credits. Its beginning is enough. */
const MAX_ALT_LENGTH = 500;
/** Pixels. Smaller images are icons or tracking pixels. */
const MIN_SIDE = 32;

/** File names, without extension, of tracking pixels and spacers. */
const PIXEL =
  /^(?:1x1|b|blank|clear|count(?:er)?|dot|empty|pixel|px|spacer|tr|track(?:er|ing)?|trans(?:parent)?)[-_.]?\d*$/i;
const STAND_IN =
  /(?:^|[-_.])(?:favicon|apple-touch-icon|avatar|gravatar|placeholder|sprite|fallback|no-?image|site-?icon|share-?icon)(?:[-_.]?\d+(?:x\d+)?)?$/i;
/** A site's default image or logo. A longer name belongs to a story about a logo. */
const DEFAULT =
  /^(?:(?:og|twitter|facebook|fb|social|share|sharing|site|seo)[-_.]?)?(?:default|fallback)(?:[-_.].*)?$/i;
const LOGO =
  /^(?:[a-z0-9]+[-_.])?(?:site|brand|header|masthead|publisher)?[-_.]?logo(?:type|s)?(?:[-_.][a-z0-9]+)?(?:[-_.]\d+x\d+)?$/i;
const NO_PICTURE_FILES = [PIXEL, STAND_IN, DEFAULT, LOGO];
const NO_PICTURE_FOLDER = /\/(?:logos?|favicons?|emoji|avatars?|smilies|tracking|beacon|pixel)\//i;
/** Vector graphics are logos and icons. The other two formats contain only icons. */
const NO_PICTURE_ENDING = /\.(?:svgz?|ico|cur)$/i;
/** Hosts of analytics and of commenters' portraits. */
const NO_PICTURE_HOST =
  /^(?:pixel|track|tracker|counter|beacon)\.|(?:^|\.)(?:feeds\.feedburner\.com|feedsportal\.com|doubleclick\.net|google-analytics\.com|scorecardresearch\.com|quantserve\.com|stats\.wordpress\.com|pixel\.wp\.com|feeds\.wordpress\.com|gravatar\.com|s\.w\.org)$/i;

/**
 * Chooses the first image to show with an article: it has a web address and is not a tracking pixel, an icon
 * or the site's logo.
 *
 * @param base for relative addresses; `null` if unknown
 * @param ofSite addresses of the publisher's own logos
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

/** @returns `null` for anything but a number */
export function pixels(value: string | number | null | undefined): number | null {
  const number = Number.parseFloat(String(value ?? ""));
  return Number.isFinite(number) ? number : null;
}

/** True when the address ends with an image file's extension. */
export function isPictureFile(address: string): boolean {
  return /\.(?:jpe?g|png|gif|webp|avif|jfif)(?:$|[?#])/i.test(address);
}

/** In pixels. Larger images are meant for print. */
const MAX_WIDTH = 2_048;

/** Sorts by size, largest first. Images for print come after those, images without a stated size last. */
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
