import type { ArticleEntry, RecordProblem, RemovedEntry } from "@dateline-search/core/corpus/corpus-entry";
import { formatOfName } from "@dateline-search/core/corpus/corpus-format";
import { readSourceBytes } from "@dateline-search/core/corpus/read-source-bytes";
import type { ChangedObject } from "./ingest-event.ts";

/** The articles of one object, and what of it could not be read. */
export interface ArticleObject {
  readonly articles: readonly Pick<ArticleEntry, "article" | "version">[];
  /** Articles that their publisher takes back. */
  readonly withdrawals: readonly Pick<RemovedEntry, "id" | "statedAt" | "version">[];
  readonly problems: readonly Pick<RecordProblem, "line" | "reason">[];
  /** When it has to be read again: the end of the first embargo in it. */
  readonly embargoedUntil: string | null;
}

/** Reads the content of an object as the file that its key names. */
export function readArticleObject(
  { key }: Pick<ChangedObject, "key">,
  { bytes, now }: { readonly bytes: Uint8Array; readonly now: Date },
): ArticleObject {
  const articles: ArticleEntry[] = [];
  const withdrawals: RemovedEntry[] = [];
  const problems: ArticleObject["problems"][number][] = [];
  if (formatOfName(key) === undefined) {
    const problem = { line: 1, reason: "it is of no format that articles have" };
    return { articles, withdrawals, problems: [problem], embargoedUntil: null };
  }
  const embargoes: string[] = [];
  for (const entry of readSourceBytes({ name: key, bytes }, { now })) {
    if (entry.kind === "article") articles.push(entry);
    if (entry.kind === "removed") withdrawals.push(entry);
    if (entry.kind === "problem") problems.push(entry.problem);
    if (entry.kind === "skipped" && entry.until !== undefined) embargoes.push(entry.until);
  }
  const [embargoedUntil = null] = embargoes.sort((a, b) => Date.parse(a) - Date.parse(b));
  return { articles, withdrawals, problems, embargoedUntil };
}
