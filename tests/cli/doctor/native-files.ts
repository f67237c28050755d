import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const fromCore = createRequire(new URL("../../../packages/core/package.json", import.meta.url));
const manifest = createRequire(fromCore.resolve("@xenova/transformers")).resolve(
  "onnxruntime-node/package.json",
);

/** onnxruntime-node brings native code for every system, whichever it is installed on. */
export function onnxruntimeFile(system: "linux/x64" | "linux/arm64" | "darwin/arm64" | "win32/x64"): string {
  return join(dirname(manifest), "bin", "napi-v3", system, "onnxruntime_binding.node");
}
