/** The pieces of a SentencePiece tokenizer (Kudo 2018, https://arxiv.org/abs/1804.10959). */
export interface UnigramVocabulary {
  /** Each piece with the logarithm of its probability, in the order of their ids. */
  readonly pieces: readonly (readonly [piece: string, score: number])[];
  readonly ids: Readonly<Record<"begin" | "end" | "pad" | "unknown", number>>;
}

/** Marks the beginning of a word. */
const METASPACE = { type: "Metaspace", replacement: "▁", add_prefix_space: true };

/**
 * Writes the `tokenizer.json` of a tokenizer like XLM-RoBERTa's: text is normalised to NFKC, runs of spaces
 * become one, every space becomes "▁", and `<s>` and `</s>` frame the text.
 */
export function formatUnigramTokenizer({ pieces, ids }: UnigramVocabulary): string {
  const pieceOf = (id: number) => pieces[id]?.[0] ?? "";
  const [begin, end] = [pieceOf(ids.begin), pieceOf(ids.end)];
  const special = [ids.begin, ids.pad, ids.end, ids.unknown].map((id) => ({
    id,
    content: pieceOf(id),
    special: true,
    normalized: false,
  }));
  const tokenizer = {
    version: "1.0",
    added_tokens: special,
    normalizer: { type: "Sequence", normalizers: NORMALIZERS },
    pre_tokenizer: METASPACE,
    post_processor: {
      type: "TemplateProcessing",
      single: [token(begin), text("A"), token(end)],
      pair: [token(begin), text("A"), token(end), token(end), text("B"), token(end)],
      special_tokens: {},
    },
    decoder: METASPACE,
    model: { type: "Unigram", unk_id: ids.unknown, vocab: pieces },
  };
  return JSON.stringify(tokenizer);
}

/**
 * "Precompiled" is SentencePiece's rule `nmt_nfkc`, which transformers.js implements, except for the zero-width joiner.
 */
const NORMALIZERS = [
  { type: "Replace", pattern: { String: "\u200d" }, content: " " },
  { type: "Precompiled", precompiled_charsmap: null },
  { type: "Replace", pattern: { Regex: " {2,}" }, content: " " },
];

function token(id: string): object {
  return { SpecialToken: { id, type_id: 0 } };
}

function text(id: "A" | "B"): object {
  return { Sequence: { id, type_id: 0 } };
}
