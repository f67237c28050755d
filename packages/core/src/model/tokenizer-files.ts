import { DatelineError } from "../errors.ts";

/** Contents of `tokenizer_config.json` for transformers.js by kind of tokenizer: its class and its special tokens. */
const CONFIGS: Readonly<Record<string, object>> = {
  WordPiece: {
    tokenizer_class: "BertTokenizer",
    unk_token: "[UNK]",
    sep_token: "[SEP]",
    pad_token: "[PAD]",
    cls_token: "[CLS]",
    mask_token: "[MASK]",
    model_max_length: 512,
  },
  // SentencePiece, as XLM-RoBERTa uses it.
  Unigram: {
    tokenizer_class: "XLMRobertaTokenizer",
    bos_token: "<s>",
    eos_token: "</s>",
    unk_token: "<unk>",
    sep_token: "</s>",
    pad_token: "<pad>",
    cls_token: "<s>",
    mask_token: "<mask>",
    model_max_length: 512,
  },
};

/**
 * Formats a tokenizer's files in one canonical form. Sources write the same tokenizer differently, and some enable
 * truncation and padding, which this code does itself.
 *
 * @param json the `tokenizer.json` of the library `tokenizers`
 * @returns the content of each file by name
 * @throws DatelineError `model-invalid` when it is not a WordPiece or Unigram tokenizer
 */
export function formatTokenizer(json: string): ReadonlyMap<string, string> {
  const tokenizer = parse(json);
  const { model } = tokenizer;
  const type = typeof model === "object" && model !== null && "type" in model ? model.type : undefined;
  const config = typeof type === "string" ? CONFIGS[type] : undefined;
  if (config === undefined) {
    throw invalid(`its model is of the type ${JSON.stringify(type)}, expected WordPiece or Unigram`);
  }
  return new Map([
    ["tokenizer.json", JSON.stringify(sortKeys({ ...tokenizer, truncation: null, padding: null }))],
    ["tokenizer_config.json", JSON.stringify(config)],
  ]);
}

/** Versions of the library order the fields differently. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

function parse(json: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(json);
    if (typeof content === "object" && content !== null) return { ...content };
  } catch (cause) {
    throw invalid("it is not JSON", cause);
  }
  throw invalid("it is not a JSON object");
}

function invalid(reason: string, cause?: unknown): DatelineError {
  return new DatelineError("model-invalid", `Cannot read the model's tokenizer.json: ${reason}`, { cause });
}
