import { execFile } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { copyDocumentPackages } from "@dateline-search/cli/bundle/bundle-documents";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

test("the packages that read documents run from a folder of their own", async () => {
  const folder = temporaryFolder();
  await copyDocumentPackages(folder, ["/nowhere", REPOSITORY]);
  const program = `import mammoth from "mammoth"; import { getDocumentProxy } from "unpdf";
    const failed = await mammoth.convertToHtml({ buffer: Buffer.from("no zip") }).catch((error) => error.message);
    console.log(typeof getDocumentProxy, failed);`;
  await writeFile(join(folder, "index.mjs"), program);
  const { stdout } = await run(process.execPath, [join(folder, "index.mjs")], { cwd: folder });
  expect(stdout).toMatch(/^function .*zip/);
  const files = await readdir(join(folder, "node_modules"), { recursive: true });
  expect(files.filter((file) => /\.(?:node|map|d\.ts)$|(?:^|\/)test\//.test(file))).toEqual([]);
});

test("where one is not installed, it says what to install", async () => {
  const folder = temporaryFolder();
  const project = join(folder, "project");
  await mkdir(project);
  await expect(copyDocumentPackages(folder, [project])).rejects.toThrow(
    "Cannot bundle what reads documents: mammoth is not installed; run npm install mammoth unpdf",
  );
});
