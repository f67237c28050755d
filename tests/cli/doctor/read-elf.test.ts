import { readFileSync } from "node:fs";
import { readElf } from "@dateline-search/cli/doctor/read-elf";
import { expect, test } from "vitest";
import { onnxruntimeFile } from "./native-files.ts";

test("machine, libraries and versions are read as objdump reads them", () => {
  expect(readElf(readFileSync(onnxruntimeFile("linux/x64")))).toEqual({
    machine: "x86-64",
    libraries: ["libonnxruntime.so.1.14.0", "libstdc++.so.6", "libm.so.6", "libgcc_s.so.1", "libc.so.6"],
    versions: [
      "CXXABI_1.3",
      "CXXABI_1.3.2",
      "CXXABI_1.3.5",
      "GCC_3.0",
      "GLIBCXX_3.4",
      "GLIBCXX_3.4.18",
      "GLIBCXX_3.4.9",
      "GLIBC_2.14",
      "GLIBC_2.2.5",
      "GLIBC_2.4",
      "VERS_1.14.0",
    ],
  });
});

test("files for other processors are recognised", () => {
  expect(readElf(readFileSync(onnxruntimeFile("linux/arm64")))).toMatchObject({ machine: "aarch64" });
});

test("files without section headers are read like a loader does", () => {
  const bytes = readFileSync(onnxruntimeFile("linux/x64"));
  const whole = readElf(bytes);
  // e_shoff, e_shnum and e_shstrndx: where the section headers are, how many, and which holds their names.
  bytes.fill(0, 40, 48).fill(0, 60, 64);
  expect(readElf(bytes)).toEqual(whole);
});

test.each(["darwin/arm64", "win32/x64"] as const)("a file for %s is not an ELF file", (system) => {
  expect(readElf(readFileSync(onnxruntimeFile(system)))).toBeUndefined();
});

test("a truncated file is rejected", () => {
  const bytes = readFileSync(onnxruntimeFile("linux/x64"));
  expect(() => readElf(bytes.subarray(0, 200))).toThrow(RangeError);
  expect(readElf(Buffer.from("text"))).toBeUndefined();
});
