import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { checkBundle } from "@dateline-search/cli/doctor/check-bundle";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { onnxruntimeFile } from "./native-files.ts";

const ADDON = join("node_modules", "onnx", "binding.node");
const ONNXRUNTIME = join("node_modules", "onnx", "libonnxruntime.so.1.14.0");

/** A package with one native file and the library that it is linked to. */
function bundleWith(native: string): string {
  const folder = join(temporaryFolder(), "search");
  mkdirSync(dirname(join(folder, ADDON)), { recursive: true });
  writeFileSync(join(folder, "index.mjs"), "export const handler = () => {};");
  copyFileSync(native, join(folder, ADDON));
  copyFileSync(
    onnxruntimeFile("linux/x64").replace("onnxruntime_binding.node", "libonnxruntime.so.1.14.0"),
    join(folder, ONNXRUNTIME),
  );
  return folder;
}

/** Says of the native file that it needs something else, of a name as long. */
function patch(folder: string, from: string, to: string): void {
  const path = join(folder, ADDON);
  const bytes = readFileSync(path);
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at, "latin1");
  writeFileSync(path, bytes);
}

test("a package within Lambda's limits passes", async () => {
  expect(await checkBundle(bundleWith(onnxruntimeFile("linux/x64")))).toEqual([
    {
      name: "search size",
      status: "ok",
      detail: expect.stringMatching(/^[\d,]+ of 262,144,000 bytes unzipped$/),
    },
    {
      name: "search natives",
      status: "ok",
      detail: "2 native files for x86-64 need no more than GLIBC_2.16 and GLIBCXX_3.4.19",
    },
  ]);
});

test("a missing package fails", async () => {
  const folder = join(temporaryFolder(), "search");
  expect(await checkBundle(folder)).toEqual([
    {
      name: "search package",
      status: "failed",
      detail: `there is no ${join(folder, "index.mjs")}`,
      remedy: "run: npm run bundle",
    },
  ]);
});

test("a package that is one byte too large fails and names its largest file", async () => {
  const folder = bundleWith(onnxruntimeFile("linux/x64"));
  writeFileSync(join(folder, "large.bin"), "");
  truncateSync(join(folder, "large.bin"), 262_144_000);
  expect((await checkBundle(folder))[0]).toMatchObject({
    name: "search size",
    status: "failed",
    remedy: "make it smaller; the largest file is large.bin",
  });
});

test.each([
  ["linux/arm64", "it is for aarch64, the function runs on x86-64"],
  ["darwin/arm64", "it is not a library for Linux"],
  ["win32/x64", "it is not a library for Linux"],
] as const)("native code for %s fails", async (system, reason) => {
  expect((await checkBundle(bundleWith(onnxruntimeFile(system))))[1]).toMatchObject({
    name: "search natives",
    status: "failed",
    detail: `node_modules/onnx/binding.node would not load: ${reason}`,
  });
});

test.each([
  [
    "GLIBCXX_3.4.18",
    "GLIBCXX_3.4.32",
    "it needs GLIBCXX_3.4.32, which Amazon Linux 2023 does not have; the newest there is GLIBCXX_3.4.29",
  ],
  [
    "GLIBC_2.14",
    "GLIBC_2.38",
    "it needs GLIBC_2.38, which Amazon Linux 2023 does not have; the newest there is GLIBC_2.34",
  ],
  ["libgcc_s.so.1", "libgomp.so.1\0", "it needs libgomp.so.1, which Amazon Linux 2023 does not have"],
])("native code that needs another %s fails", async (from, to, reason) => {
  const folder = bundleWith(onnxruntimeFile("linux/x64"));
  patch(folder, from, to);
  expect((await checkBundle(folder))[1]).toMatchObject({
    status: "failed",
    detail: `node_modules/onnx/binding.node would not load: ${reason}`,
  });
});

test("damaged native code fails", async () => {
  const folder = bundleWith(onnxruntimeFile("linux/x64"));
  truncateSync(join(folder, ADDON), 1_000);
  expect((await checkBundle(folder))[1]?.detail).toContain("would not load: it is damaged");
});
