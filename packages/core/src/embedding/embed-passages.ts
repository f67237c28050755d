import { embeddingText } from "../passages/headline-context.ts";
import { sentenceWindows } from "../passages/sentence-windows.ts";
import { splitSentences } from "../passages/split-sentences.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { PassageEmbeddings } from "../ports/passage-embeddings.ts";
import type { PassageToEmbed } from "../ports/segment-format.ts";
import type { Embedding, Span } from "../types.ts";
import { type EmbedInBatchesOptions, embedInBatches } from "./embed-in-batches.ts";

/**
 * Embeds each passage with its headline, and each of its sentences alone, long ones window by window.
 *
 * @throws DatelineError `aborted`
 */
export async function embedPassages(
  embedder: Embedder,
  passages: readonly PassageToEmbed[],
  options: EmbedInBatchesOptions,
): Promise<readonly PassageEmbeddings[]> {
  const parts = passages.map(({ text }) => partsOf(text));
  const texts = [
    ...passages.map(({ title, text }) => embeddingText(title, text, embedder.countTokens)),
    ...passages.flatMap(({ text }, index) =>
      (parts[index] as readonly Part[]).map(({ window }) => text.slice(window.start, window.end)),
    ),
  ];
  const embeddings = await embedInBatches(embedder, texts, options);
  let next = passages.length;
  return passages.map((_, index) => ({
    passage: embeddings[index] as Embedding,
    sentences: (parts[index] as readonly Part[]).map(({ sentence }) => ({
      ...sentence,
      embedding: embeddings[next++] as Embedding,
    })),
  }));
}

interface Part {
  readonly sentence: Span;
  readonly window: Span;
}

function partsOf(text: string): readonly Part[] {
  return splitSentences(text).flatMap((sentence) =>
    sentenceWindows(text, sentence).map((window) => ({ sentence, window })),
  );
}
