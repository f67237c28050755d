/**
 * BCP 47 form of what a feed or a page states as its language.
 *
 * @returns null when it is none: people write "English" and "en-us-utf8" too, which is not worth losing an article
 */
export function readableLanguage(tag: string | null | undefined): string | null {
  if (tag === null || tag === undefined || tag.trim() === "") return null;
  try {
    return Intl.getCanonicalLocales(tag.trim().replaceAll("_", "-"))[0] ?? null;
  } catch {
    return null;
  }
}
