import { Parser } from "htmlparser2";
import { type ImageCandidate, pixels } from "../article-image.ts";

/** A news text has at most a few dozen images. */
const MAX_IMAGES = 20;

/** The images in an HTML fragment, in order. */
export function htmlImages(html: string | null): readonly ImageCandidate[] {
  if (html === null || !/<img\b/i.test(html)) return [];
  const images: ImageCandidate[] = [];
  const parser = new Parser({
    onopentag: (name, { src, width, height, alt, ...others }) => {
      if (name !== "img") return;
      // Lazily loaded images have their address in another attribute.
      const url = others["data-src"] ?? others["data-lazy-src"] ?? src ?? null;
      images.push({ url, alt: alt ?? null, width: pixels(width), height: pixels(height) });
      if (images.length === MAX_IMAGES) parser.pause();
    },
  });
  parser.end(html);
  return images;
}
