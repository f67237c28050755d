import { readSourceBytes } from "@dateline-search/core/corpus/read-source-bytes";
import { splitArticle } from "@dateline-search/core/passages/split-article";
import { CORPUS_SAMPLES } from "./corpus-samples.ts";
import { FuzzFinding, type OpenTarget } from "./fuzz-target.ts";
import { mutate, pick } from "./mutate.ts";

const SPLIT = {
  countTokens: (text: string) => text.length >> 2,
  maxTokens: 254,
  targetTokens: 40,
  overlapTokens: 0,
};
const NOW = new Date("2026-01-01T00:00:00Z");

/** Whatever a file holds, reading it ends with articles and problems, and each article can be split. */
export const openParserTarget: OpenTarget = async () => ({
  run: async (random) => {
    const [name, sample] = pick(random, Object.entries(CORPUS_SAMPLES));
    const bytes = mutate(Buffer.from(sample), random);
    try {
      for (const entry of readSourceBytes({ name, bytes, url: "https://example.com/" }, { now: NOW })) {
        if (entry.kind === "article") splitArticle(entry.article, SPLIT);
      }
    } catch (cause) {
      throw new FuzzFinding(`"${name}" cannot be read: ${String(cause)}`, bytes, { cause });
    }
    return bytes.length;
  },
  close: async () => {},
});
