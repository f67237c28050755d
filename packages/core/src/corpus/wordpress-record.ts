import * as z from "zod";
import { isWebAddress } from "./canonical-url.ts";

const text = z.string().optional().catch(undefined);
const rendered = z.object({ rendered: z.string() });
const name = z.object({ name: z.string() });
const POST = z.object({
  id: z.int(),
  link: z.string().refine(isWebAddress),
  title: rendered.optional(),
  content: rendered.extend({ protected: z.boolean().catch(false) }).optional(),
  guid: rendered.optional().catch(undefined),
  yoast_head_json: z.object({ author: text }).optional().catch(undefined),
  // Links to records of other types, with `?_embed`.
  _embedded: z
    .object({
      author: z.array(name).catch([]),
      "wp:featuredmedia": z.array(z.object({ source_url: text, alt_text: text })).catch([]),
      "wp:term": z.array(z.array(name.extend({ taxonomy: text }))).catch([]),
    })
    .optional()
    .catch(undefined),
});

/**
 * Reads a post of WordPress's REST API, whose id is unique only within its site, and whose author, categories
 * and image are numbers.
 *
 * @returns fields by their usual names, and the id that the site's feed calls its guid; `null` for any other
 *   record
 * @see https://developer.wordpress.org/rest-api/reference/posts/
 */
export function readWordPress(
  value: unknown,
): { readonly record: Readonly<Record<string, unknown>>; readonly alias: string | null } | null {
  const post = POST.safeParse(value).data;
  if (post === undefined || (post.title ?? post.content) === undefined) return null;
  const { link, guid, content, yoast_head_json: yoast, _embedded: embedded } = post;
  const terms = embedded?.["wp:term"].flat() ?? [];
  const categories = terms.filter(({ taxonomy }) => taxonomy === "category").map((term) => term.name);
  const image = embedded?.["wp:featuredmedia"][0];
  const record = {
    ...Object(value),
    id: link,
    guid: null,
    author: embedded?.author.map((author) => author.name).join(", ") || yoast?.author || null,
    section: categories[0] ?? null,
    tags: terms.map((term) => term.name),
    categories: null,
    ...(image?.source_url !== undefined && { image: { url: image.source_url, alt: image.alt_text } }),
    ...(content?.protected === true && { draft: "yes", content: null }),
  };
  return { record, alias: guid?.rendered ?? null };
}
