import { DatelineError } from "../errors.ts";
import type { Embedding, Span } from "../types.ts";
import type { Pooling } from "./model-spec.ts";

/**
 * Maximum tokens per model call, including padding. More states do not fit into processor caches: with 32 texts of 224
 * tokens, each token takes a third longer than with two.
 */
const BATCH_TOKENS = 512;

/**
 * Divides texts into batches for a model that pads every text of a batch to the longest one.
 *
 * @param lengths tokens of each text
 * @returns positions of the texts of each batch, each once, with texts of similar length together. A text longer than a
 *   batch gets a separate one.
 */
export function batchByTokens(lengths: readonly number[]): readonly (readonly number[])[] {
  const shortestFirst = [...lengths.entries()].sort(([a, left], [b, right]) => left - right || a - b);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const [position, length] of shortestFirst) {
    // The lengths ascend, so this text is the longest so far.
    if (batch.length > 0 && (batch.length + 1) * length > BATCH_TOKENS) {
      batches.push(batch);
      batch = [];
    }
    batch.push(position);
  }
  return batch.length === 0 ? batches : [...batches, batch];
}

/** The last hidden states of one batch. */
export interface HiddenStates {
  /** [batch, sequence, dimensions], row-major. */
  readonly values: Float32Array;
  /** Tokens of the longest text; shorter ones are padded at the end. */
  readonly sequence: number;
  readonly dimensions: number;
  /** Tokens of each text, without padding. */
  readonly lengths: readonly number[];
}

/**
 * Pools the token vectors of each text into one L2-normalised embedding: their mean, as in Sentence-BERT
 * (Reimers and Gurevych 2019, https://arxiv.org/abs/1908.10084), or the vector of the first token.
 *
 * @throws DatelineError `internal` when the states do not have the size of their shape, or an embedding would
 *   be zero
 */
export function poolEmbeddings(states: HiddenStates, pooling: Pooling): readonly Embedding[] {
  const { dimensions, lengths } = states;
  return lengths.map((length, text) => {
    const pooledTokens = pooling === "cls" ? 1 : length;
    return sumTokens(tokensOf(states, text), dimensions, [{ start: 0, end: pooledTokens }]);
  });
}

/** Ranges of the tokens of one text. */
export interface TokenRanges {
  readonly ranges: readonly Span[];
  /** Number of tokens that the model adds before every text. It adds one after it. */
  readonly before: number;
}

/**
 * Pools ranges of one text's tokens by their mean, each with the tokens that the model adds to a text, as if the range
 * were the text. A range over the whole text gives the embedding of the text.
 *
 * @throws DatelineError as `poolEmbeddings`
 */
export function poolRanges(
  states: HiddenStates,
  text: number,
  { ranges, before }: TokenRanges,
): readonly Embedding[] {
  const tokens = tokensOf(states, text);
  const length = states.lengths[text] ?? 0;
  const left = { start: 0, end: before };
  const right = { start: length - 1, end: length };
  return ranges.map((range) => sumTokens(tokens, states.dimensions, [left, range, right]));
}

function tokensOf({ values, sequence, dimensions, lengths }: HiddenStates, text: number): Float32Array {
  if (values.length !== lengths.length * sequence * dimensions) {
    const shape = `[${lengths.length}, ${sequence}, ${dimensions}]`;
    throw new DatelineError(
      "internal",
      `Cannot pool embeddings: ${values.length} numbers do not fill ${shape}`,
    );
  }
  return values.subarray(text * sequence * dimensions, (text + 1) * sequence * dimensions);
}

/** The sum and the mean have the same direction, so they are equal after normalising. */
function sumTokens(tokens: Float32Array, dimensions: number, ranges: readonly Span[]): Embedding {
  const sum = new Float64Array(dimensions);
  for (const { start, end } of ranges) {
    for (let at = start * dimensions; at < end * dimensions; at += dimensions) {
      for (let index = 0; index < dimensions; index++) {
        sum[index] = (sum[index] ?? 0) + (tokens[at + index] ?? 0);
      }
    }
  }
  const norm = Math.hypot(...sum);
  if (!(norm > 0 && Number.isFinite(norm))) {
    throw new DatelineError("internal", `Cannot normalise an embedding: its length is ${norm}`);
  }
  return Float32Array.from(sum, (value) => value / norm);
}

/** A text with its tokens, without special ones. */
export interface TokenizedText {
  readonly text: string;
  readonly tokens: readonly number[];
  /** Tokens of any text, without special ones. */
  readonly encode: (text: string) => readonly number[];
}

/**
 * Finds the tokens of parts of a text, for a tokenizer that does not report offsets. Tokenizes the pieces between the
 * ends of all parts. If a part ends inside a token, the pieces differ from the text. A part then begins after the
 * tokens of the text before it, and includes a token of which it contains only a piece.
 *
 * @param parts offsets into the text
 * @returns for each part, positions among `tokens`; empty for a part without tokens
 */
export function tokenRanges(tokenized: TokenizedText, parts: readonly Span[]): readonly Span[] {
  const counts = countsOfPieces(tokenized, parts);
  if (counts === null) return parts.map((part) => rangeByPrefixes(tokenized, part));
  return parts.map(({ start, end }) => ({ start: counts.get(start) ?? 0, end: counts.get(end) ?? 0 }));
}

/** Number of tokens before each end of a part; `null` if the pieces have other tokens than the text. */
function countsOfPieces(
  { text, tokens, encode }: TokenizedText,
  parts: readonly Span[],
): ReadonlyMap<number, number> | null {
  const ends = [...new Set([0, text.length, ...parts.flatMap(({ start, end }) => [start, end])])];
  ends.sort((a, b) => a - b);
  const counts = new Map<number, number>();
  let count = 0;
  for (const [index, end] of ends.entries()) {
    const piece = index === 0 ? [] : encode(text.slice(ends[index - 1], end));
    if (piece.some((token, position) => token !== tokens[count + position])) return null;
    count += piece.length;
    counts.set(end, count);
  }
  return count === tokens.length ? counts : null;
}

function rangeByPrefixes({ text, tokens, encode }: TokenizedText, part: Span): Span {
  const common = (offset: number) => {
    const prefix = encode(text.slice(0, offset));
    const differs = prefix.findIndex((token, position) => token !== tokens[position]);
    return { count: differs === -1 ? prefix.length : differs, isWhole: differs === -1 };
  };
  const end = common(part.end);
  return {
    start: common(part.start).count,
    end: Math.min(tokens.length, end.isWhole ? end.count : end.count + 1),
  };
}

/** What a model understands. */
export interface ModelKnowledge {
  /** Languages of the training data, as two-letter codes; `null` for many. */
  readonly languages: readonly string[] | null;
  /** Whether its tokenizer turns any part of a word into an unknown token. */
  readonly hasUnknownToken: (word: string) => boolean;
}

const WORD = /[\p{L}\p{M}]+/gu;
const ASCII = /^[\0-\x7f]*$/;
const LETTER = /\p{L}/gu;
const LATIN_LETTER = /\p{Script=Latin}/gu;

/** Languages of the registry's models that use the Latin script. */
const LATIN_LANGUAGES: ReadonlySet<string> = new Set(["en"]);

/**
 * Share of a text's letters in words that the model does not know: words with an unknown token, and words in
 * a script that it was not trained on. Tokenizers of English models spell these letter by letter or drop
 * them. Either way the embedding is meaningless.
 *
 * @returns 0…1; 0 for a text without letters
 */
export function unknownShare(text: string, knowledge: ModelKnowledge): number {
  if (ASCII.test(text)) return 0;
  const isLatinOnly = knowledge.languages?.every((language) => LATIN_LANGUAGES.has(language)) ?? false;
  let [letters, unknown] = [0, 0];
  for (const [word] of text.normalize("NFC").matchAll(WORD)) {
    const all = countMatches(word, LETTER);
    letters += all;
    if (ASCII.test(word)) continue;
    const foreign = isLatinOnly ? all - countMatches(word, LATIN_LETTER) : 0;
    unknown += foreign > 0 || !knowledge.hasUnknownToken(word) ? foreign : all;
  }
  return letters === 0 ? 0 : unknown / letters;
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
