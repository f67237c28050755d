/** What an answer is restricted to. Made from docs/openapi.json by `npm run docs:api`. */
export interface FilterParameters {
  /** Published on or after a date (2025-12-10) or an instant (2025-12-10T08:00:00Z). */
  readonly from?: string | undefined;
  /** Published on or before a date (2025-12-10) or an instant (2025-12-10T08:00:00Z). */
  readonly to?: string | undefined;
  /** Articles with this id; of several any. */
  readonly articleId?: string | readonly string[] | undefined;
  /** Articles published by this source, whatever its case, accents and apostrophes; of several any. */
  readonly source?: string | readonly string[] | undefined;
  /** Articles not published by this source; of several none. */
  readonly excludeSource?: string | readonly string[] | undefined;
  /** Articles by this author, whatever its case, accents and apostrophes; of several any. */
  readonly author?: string | readonly string[] | undefined;
  /** Articles in this section, whatever its case, accents and apostrophes; of several any. */
  readonly section?: string | readonly string[] | undefined;
  /** Articles with this tag, whatever its case, accents and apostrophes; of several any. */
  readonly tags?: string | readonly string[] | undefined;
  /** Articles from this place, as the dateline has it, whatever its case, accents and apostrophes; of several any. */
  readonly place?: string | readonly string[] | undefined;
  /** Articles in this language (en covers en-GB); of several any. */
  readonly language?: string | readonly string[] | undefined;
}
