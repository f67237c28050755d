import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { OnnxModel } from "../../../packages/core/src/adapters/model/load-transformer.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { tinyModelFiles } from "../../fixtures/tiny-bert.ts";

function tinyModel(): string {
  const file = join(temporaryFolder(), "model.onnx");
  writeFileSync(file, tinyModelFiles().get("onnx/model_quantized.onnx") ?? "");
  return file;
}
const threads = () => readdirSync("/proc/self/task").length;
const INPUT = {
  sequence: 2,
  ids: BigInt64Array.of(1n, 2n),
  mask: BigInt64Array.of(1n, 1n),
  types: BigInt64Array.of(0n, 0n),
};

test("reports its outputs, and null for missing ones", async () => {
  const model = await OnnxModel.open(tinyModel());
  expect(model.outputs).toEqual(["last_hidden_state"]);
  const values = await model.run("last_hidden_state", INPUT);
  expect(values?.length).toBeGreaterThan(0);
  expect(await model.run("logits", INPUT)).toBeNull();
});

// Only Linux tells a process how many threads it has.
test.runIf(process.platform === "linux")("runs in the given number of threads, one by default", async () => {
  const file = tinyModel();
  await OnnxModel.open(file);
  const before = threads();
  await OnnxModel.open(file);
  expect(threads()).toBe(before);
  await OnnxModel.open(file, 3);
  expect(threads()).toBe(before + 2);
});

test("rejects a file that is not a graph", async () => {
  const file = join(temporaryFolder(), "model.onnx");
  writeFileSync(file, "no graph");
  await expect(OnnxModel.open(file)).rejects.toThrow(/protobuf/i);
});
