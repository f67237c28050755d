import { expect, test } from "vitest";
import {
  DEFAULT_MODEL_NAME,
  DEFAULT_RERANKER_NAME,
  findAnyModel,
  findModel,
  findReranker,
  MODELS,
  RERANKERS,
} from "../../../packages/core/src/model/model-registry.ts";

test("finds models by name and by alias, in any case", () => {
  expect(findModel(DEFAULT_MODEL_NAME).hub?.name).toBe("sentence-transformers/all-MiniLM-L6-v2");
  expect(findModel("BGE-small").name).toBe("bge-small-en-v1.5");
  expect(findModel("e5-small").passagePrefix).toBe("passage: ");
});

test("an unknown name is rejected with a list of the known ones", () => {
  expect(() => findModel("gpt")).toThrow(
    /"gpt".*all-MiniLM-L6-v2, bge-small-en-v1.5, e5-small-v2, gte-small/,
  );
});

test("a reranker is found by name and by alias, and rerankers and embedding models are separate", () => {
  expect(findReranker("MS-MARCO-minilm")).toBe(findReranker(DEFAULT_RERANKER_NAME));
  expect(findAnyModel("bge-reranker").kind).toBe("reranker");
  expect(findAnyModel("minilm").kind).toBe("embedder");
  expect(() => findModel("bge-reranker")).toThrow(
    /it only reranks; models that embed are all-MiniLM-L6-v2, /,
  );
  expect(() => findReranker("minilm")).toThrow(
    /it only embeds; models that rerank are ms-marco-MiniLM-L-6-v2, /,
  );
  expect(() => findReranker("gpt")).toThrow(/"gpt": known rerankers are ms-marco-MiniLM-L-6-v2, /);
  expect(() => findAnyModel("gpt")).toThrow(/known models are all-MiniLM-L6-v2, .*, bge-reranker-base$/);
});

test("every model of the hub is pinned to a commit, and every other one by the hashes of its files", () => {
  for (const spec of [...MODELS, ...RERANKERS]) {
    if (spec.hub !== undefined) expect(spec.hub.revision).toMatch(/^[0-9a-f]{40}$/);
    else expect(spec).toMatchObject({ pins: {}, pythonPackage: {} });
  }
});

test("models tested with their real weights are pinned by hashes, including the default", () => {
  const pinned = MODELS.filter(({ pins }) => pins !== undefined);
  expect(pinned.map(({ name }) => name)).toEqual([
    DEFAULT_MODEL_NAME,
    "bge-small-en-v1.5",
    "e5-small-v2",
    "multilingual-e5-small-q4",
  ]);
  for (const { pins } of pinned) {
    for (const sha256 of Object.values(pins ?? {})) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});

test("a model that knows many languages is in the table", () => {
  expect(MODELS.filter(({ languages }) => languages === null)).not.toEqual([]);
});
