import { formatTokenizer } from "@dateline-search/core/model/tokenizer-files";
import { expect, test } from "vitest";

const MODEL = { type: "WordPiece", unk_token: "[UNK]", vocab: { "[PAD]": 0, storm: 1 } };

test("a tokenizer gives the same bytes, whatever the format of its source", () => {
  const plain = { version: "1.0", added_tokens: [{ id: 0, content: "[PAD]" }], model: MODEL };
  const padded = {
    model: { vocab: { storm: 1, "[PAD]": 0 }, unk_token: "[UNK]", type: "WordPiece" },
    added_tokens: [{ content: "[PAD]", id: 0 }],
    truncation: { max_length: 128 },
    padding: { strategy: { Fixed: 128 } },
    version: "1.0",
  };
  const files = formatTokenizer(JSON.stringify(plain));
  expect(formatTokenizer(JSON.stringify(padded, null, 2))).toEqual(files);
  expect(JSON.parse(files.get("tokenizer.json") ?? "")).toEqual({
    ...plain,
    truncation: null,
    padding: null,
  });
});

test.each([
  ["WordPiece", "BertTokenizer", "[PAD]"],
  ["Unigram", "XLMRobertaTokenizer", "<pad>"],
])("a %s tokenizer is loaded as %s", (type, tokenizerClass, pad) => {
  const config = formatTokenizer(JSON.stringify({ model: { type } })).get("tokenizer_config.json") ?? "";
  expect(JSON.parse(config)).toMatchObject({ tokenizer_class: tokenizerClass, pad_token: pad });
});

test.each([
  ["{", /it is not JSON/],
  ["7", /it is not a JSON object/],
  ["{}", /of the type undefined, expected WordPiece or Unigram/],
  ['{"model":{"type":"BPE"}}', /of the type "BPE"/],
])("%s is rejected", (json, message) => {
  expect(() => formatTokenizer(json)).toThrow(message);
});
