import type { Synonyms } from "@dateline-search/core/words/synonyms";
import type { CliContext } from "./cli-context.ts";
import { synonymsFile } from "./environment.ts";

/** Reads the synonyms file if one is set. @throws DatelineError `invalid-input` as `readSynonyms` */
export async function openSynonyms(context: CliContext): Promise<Synonyms | undefined> {
  const file = synonymsFile(context);
  if (file === undefined) return undefined;
  const { readSynonyms } = await import("@dateline-search/core/words/read-synonyms");
  return await readSynonyms(file);
}
