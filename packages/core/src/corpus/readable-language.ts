/**
 * BCP 47 form of a language stated by a feed or a page.
 *
 * @returns `null` if invalid, since people also write "en-us-utf8" and the article must not be lost
 */
export function readableLanguage(tag: string | null | undefined): string | null {
  if (tag === null || tag === undefined || tag.trim() === "") return null;
  const named = languageOfName(tag);
  if (named !== null) return named;
  try {
    return Intl.getCanonicalLocales(tag.trim().replaceAll("_", "-"))[0] ?? null;
  } catch {
    return null;
  }
}

/** Languages whose names are recognised, in English and in the language itself. */
const TAGS =
  "en de fr es it pt nl sv da nb fi pl cs sk hu ro bg el tr uk ru ar fa he hi bn ta te ur id ms vi th ja ko zh ca hr sr sl lt lv et".split(
    " ",
  );
let tagsByName: ReadonlyMap<string, string> | undefined;

/** BCP 47 tag of a language given by name: "English", "Deutsch"; `null` for anything else. */
export function languageOfName(name: string): string | null {
  const plain = name.trim().toLowerCase();
  // Longer than any one-part tag in use.
  if (plain.length < 4) return null;
  tagsByName ??= new Map(
    TAGS.flatMap((tag) =>
      ["en", tag].flatMap((reader) => {
        const shown = new Intl.DisplayNames(reader, { type: "language" }).of(tag);
        return shown === undefined ? [] : [[shown.toLowerCase(), tag] as const];
      }),
    ),
  );
  return tagsByName.get(plain) ?? null;
}
