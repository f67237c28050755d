import { Parser } from "htmlparser2";
import { type ImageCandidate, pixels } from "../article-image.ts";

/** A text of news has some dozen pictures. */
const MAX_IMAGES = 20;

/** The pictures that a fragment of HTML shows, in their order. */
export function htmlImages(html: string | null): readonly ImageCandidate[] {
  if (html === null || !/<img\b/i.test(html)) return [];
  const images: ImageCandidate[] = [];
  const parser = new Parser({
    onopentag: (name, { src, width, height, alt, ...others }) => {
      if (name !== "img") return;
      // What is loaded when it is scrolled to has its address elsewhere.
      const url = others["data-src"] ?? others["data-lazy-src"] ?? src ?? null;
      images.push({ url, alt: alt ?? null, width: pixels(width), height: pixels(height) });
      if (images.length === MAX_IMAGES) parser.pause();
    },
  });
  parser.end(html);
  return images;
}
