import { execFile } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  CLUSTER_PACKAGES,
  copyOptionalPackages,
  DOCUMENT_PACKAGES,
} from "@dateline-search/cli/bundle/copy-optional-packages";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

test("the packages for documents run from a separate folder", async () => {
  const folder = temporaryFolder();
  await copyOptionalPackages(folder, { names: DOCUMENT_PACKAGES, from: ["/nowhere", REPOSITORY] });
  const program = `import mammoth from "mammoth"; import { getDocumentProxy } from "unpdf";
    const failed = await mammoth.convertToHtml({ buffer: Buffer.from("no zip") }).catch((error) => error.message);
    console.log(typeof getDocumentProxy, failed);`;
  await writeFile(join(folder, "index.mjs"), program);
  const { stdout } = await run(process.execPath, [join(folder, "index.mjs")], { cwd: folder });
  expect(stdout).toMatch(/^function .*zip/);
  const files = await readdir(join(folder, "node_modules"), { recursive: true });
  expect(files.filter((file) => /\.(?:node|map|d\.ts)$|(?:^|\/)test\//.test(file))).toEqual([]);
});

test("the cluster's client runs from a separate folder, and signs requests", async () => {
  const folder = temporaryFolder();
  await copyOptionalPackages(folder, { names: CLUSTER_PACKAGES, from: [REPOSITORY] });
  const program = `import { Client } from "@opensearch-project/opensearch";
    import { AwsSigv4Signer } from "@opensearch-project/opensearch/aws-v3";
    const client = new Client({ ...AwsSigv4Signer({ region: "eu-central-1" }), node: "http://127.0.0.1:1" });
    console.log(typeof client.transport.request);`;
  await writeFile(join(folder, "index.mjs"), program);
  const { stdout } = await run(process.execPath, [join(folder, "index.mjs")], { cwd: folder });
  expect(stdout).toBe("function\n");
});

test("a missing package is reported with what to install", async () => {
  const folder = temporaryFolder();
  const project = join(folder, "project");
  await mkdir(project);
  await expect(copyOptionalPackages(folder, { names: DOCUMENT_PACKAGES, from: [project] })).rejects.toThrow(
    "Cannot bundle mammoth: it is not installed; run npm install mammoth unpdf",
  );
});
