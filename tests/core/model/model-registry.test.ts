import { expect, test } from "vitest";
import { DEFAULT_MODEL_NAME, findModel, MODELS } from "../../../packages/core/src/model/model-registry.ts";

test("finds models by name and by alias, in any case", () => {
  expect(findModel(DEFAULT_MODEL_NAME).hubRepository).toBe("Xenova/all-MiniLM-L6-v2");
  expect(findModel("BGE-small").name).toBe("bge-small-en-v1.5");
  expect(findModel("e5-small").passagePrefix).toBe("passage: ");
});

test("an unknown name is refused with the known ones", () => {
  expect(() => findModel("gpt")).toThrow(
    /"gpt".*all-MiniLM-L6-v2, bge-small-en-v1.5, e5-small-v2, gte-small/,
  );
});

test("every model is pinned to a commit", () => {
  for (const { revision } of MODELS) expect(revision).toMatch(/^[0-9a-f]{40}$/);
});
