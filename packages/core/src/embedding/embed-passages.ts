import { embeddingText } from "../passages/headline-context.ts";
import { sentenceWindows } from "../passages/sentence-windows.ts";
import { splitSentences } from "../passages/split-sentences.ts";
import type { EmbeddedParts, Embedder, WindowMethod } from "../ports/embedder.ts";
import type { PassageEmbeddings } from "../ports/passage-embeddings.ts";
import type { PassageToEmbed } from "../ports/segment-format.ts";
import type { Embedding, Span } from "../types.ts";
import { type EmbedInBatchesOptions, embedInBatches, embedPartsInBatches } from "./embed-in-batches.ts";

export interface EmbedPassagesOptions extends EmbedInBatchesOptions {
  /** Default `alone`. */
  readonly windows?: WindowMethod | undefined;
}

/**
 * Embeds each passage with its headline, and each of its sentences, in windows if they are long. Windows are embedded
 * alone, or pooled from the passage.
 *
 * @throws DatelineError `aborted`
 */
export async function embedPassages(
  embedder: Embedder,
  passages: readonly PassageToEmbed[],
  { windows = "alone", ...options }: EmbedPassagesOptions,
): Promise<readonly PassageEmbeddings[]> {
  const divided = passages.map(({ title, text }) => ({
    text,
    withHeadline: embeddingText(title, text, embedder.countTokens),
    parts: partsOf(text),
  }));
  const embed = windows === "pooled" ? embedPooled : embedAlone;
  const embedded = await embed(embedder, divided, options);
  return divided.map(({ parts }, index) => {
    const { whole, parts: embeddings } = embedded[index] as EmbeddedParts;
    const sentences = parts.map(({ sentence }, part) => ({
      ...sentence,
      embedding: embeddings[part] as Embedding,
    }));
    return { passage: whole, sentences };
  });
}

interface DividedPassage {
  readonly text: string;
  /** Ends with the text. */
  readonly withHeadline: string;
  readonly parts: readonly Part[];
}

type EmbedDivided = (
  embedder: Embedder,
  passages: readonly DividedPassage[],
  options: EmbedInBatchesOptions,
) => Promise<readonly EmbeddedParts[]>;

const embedPooled: EmbedDivided = async (embedder, passages, options) => {
  const texts = passages.map(({ text, withHeadline, parts }) => {
    const headline = withHeadline.length - text.length;
    const shift = ({ window }: Part) => ({ start: headline + window.start, end: headline + window.end });
    return { text: withHeadline, parts: parts.map(shift) };
  });
  return await embedPartsInBatches(embedder, texts, options);
};

const embedAlone: EmbedDivided = async (embedder, passages, options) => {
  const texts = [
    ...passages.map(({ withHeadline }) => withHeadline),
    ...passages.flatMap(({ text, parts }) => parts.map(({ window }) => text.slice(window.start, window.end))),
  ];
  const embeddings = await embedInBatches(embedder, texts, options);
  let next = passages.length;
  return passages.map(({ parts }, index) => ({
    whole: embeddings[index] as Embedding,
    parts: parts.map(() => embeddings[next++] as Embedding),
  }));
};

interface Part {
  readonly sentence: Span;
  readonly window: Span;
}

function partsOf(text: string): readonly Part[] {
  return splitSentences(text).flatMap((sentence) =>
    sentenceWindows(text, sentence).map((window) => ({ sentence, window })),
  );
}
