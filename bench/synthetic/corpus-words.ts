import { readCorpus } from "@dateline-search/core/corpus/read-corpus";

/** Every word of a corpus in order, with repetitions, in lower case. */
export async function corpusWords(corpusPath: string): Promise<readonly string[]> {
  const words: string[] = [];
  for await (const entry of readCorpus(corpusPath, {})) {
    if (entry.kind === "article") words.push(...(entry.article.text.toLowerCase().match(/\p{L}+/gu) ?? []));
  }
  if (words.length === 0) throw new Error(`Cannot make up articles: ${corpusPath} has no words`);
  return words;
}
