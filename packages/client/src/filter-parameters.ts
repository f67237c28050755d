/** What an answer is restricted to. Made from docs/openapi.json by `npm run docs:api`. */
export interface FilterParameters {
  /** Published on or after a date (2025-12-10) or an instant (2025-12-10T08:00:00Z). */
  readonly from?: string | undefined;
  /** Published on or before a date (2025-12-10) or an instant (2025-12-10T08:00:00Z). */
  readonly to?: string | undefined;
  /** Articles with this id. A list matches any value. */
  readonly articleId?: string | readonly string[] | undefined;
  /** Articles published by this source, ignoring case, accents and apostrophes. A list matches any value. */
  readonly source?: string | readonly string[] | undefined;
  /** Articles not published by this source. A list excludes each value. */
  readonly excludeSource?: string | readonly string[] | undefined;
  /** Articles by this author, ignoring case, accents and apostrophes. A list matches any value. */
  readonly author?: string | readonly string[] | undefined;
  /** Articles in this section, ignoring case, accents and apostrophes. A list matches any value. */
  readonly section?: string | readonly string[] | undefined;
  /** Articles with this tag, ignoring case, accents and apostrophes. A list matches any value. */
  readonly tags?: string | readonly string[] | undefined;
  /** Articles from this place, as in the dateline, ignoring case, accents and apostrophes. A list matches any value. */
  readonly place?: string | readonly string[] | undefined;
  /** Articles in this language (en covers en-GB). A list matches any value. */
  readonly language?: string | readonly string[] | undefined;
}
