import { execFile } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { checkBundle } from "@dateline-search/cli/doctor/check-bundle";
import { createHttpClient } from "@dateline-search/client";
import { build } from "esbuild";
import { build as viteBuild } from "vite";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { PUBLISHED } from "../../scripts/packages/package-manifest.ts";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { type InstalledPackages, installPackages } from "../setup/installed-packages.ts";
import { installNode, NODE_MAJORS } from "../setup/node-runtime.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";
import { TOOL_CACHE } from "../setup/tool-cache.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));
const run = promisify(execFile);

let installed: InstalledPackages;
let s3: VersityGateway;
beforeAll(async () => {
  [installed, s3] = await Promise.all([installPackages(), startVersitygw()]);
});
afterAll(async () => {
  await s3?.stop();
  await installed?.remove();
});

/** A folder in the project of somebody who installed the packages, with three articles in two formats. */
function projectFolder(): string {
  const folder = mkdtempSync(join(installed.folder, "project "));
  mkdirSync(join(folder, "corpus"));
  const save = (name: string, text: string) => writeFileSync(join(folder, "corpus", name), text);
  save("herons.txt", "Herons return\n\nHerons built their nests beside the harbour in March.\n");
  save("ferries.md", "# Ferries stop\n\nThe ferries to the islands stopped because of a storm.\n");
  save("orchestra.json", '{"id": "orchestra", "title": "New conductor", "text": "The musicians chose her."}');
  return folder;
}

function installedFile(...path: string[]): string {
  return join(installed.folder, "node_modules", ...path);
}

describe("what is installed", () => {
  test.each(["client", "core", "functions", "cli"])(
    "%s has a licence, a README, types and no sources",
    (name) => {
      const folder = installedFile("@dateline-search", name);
      const files = readdirSync(folder, { recursive: true }).map(String);
      expect(files).toEqual(
        expect.arrayContaining(["LICENSE", "README.md", "package.json", join("dist", "types")]),
      );
      expect(files.filter((file) => /(?<!\.d)\.tsx?$/.test(file))).toEqual([]);
      expect(files.filter((file) => file.startsWith("src"))).toEqual([]);
      const { scripts: _, ...manifest } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      expect(manifest).toMatchObject({
        license: "MIT",
        publishConfig: { access: "public" },
        repository: { type: "git", directory: `packages/${name}` },
      });
      expect(manifest).not.toHaveProperty("private");
    },
  );

  test("no dependency downloads during installation, and bundled packages are not installed", () => {
    const names = readdirSync(installedFile());
    expect(names).toEqual(expect.arrayContaining(["hnswlib-node", "libsql", "onnxruntime-node"]));
    for (const name of ["sharp", "@xenova", "onnxruntime-web", "commander"])
      expect(names).not.toContain(name);
    const notices = readFileSync(
      installedFile("@dateline-search", "cli", "dist", "THIRD-PARTY-NOTICES.txt"),
      "utf8",
    );
    expect(notices).toMatch(/^@xenova\/transformers 2\.17\.2, licence: Apache-2\.0$/m);
    expect(notices).toMatch(/^commander \S+, licence: MIT$/m);
  });
});

test("a dry run of a release lists the files of the packages, and publishes nothing", async () => {
  const { stdout } = await run("npm", ["run", "--silent", "release", "--", "--dry-run"], { cwd: REPOSITORY });
  for (const name of PUBLISHED) {
    const [, list = ""] = stdout.split(`@dateline-search/${name}@`);
    const listed = [
      ...list
        .split("\n\n", 1)
        .join("")
        .matchAll(/^ +[\d.]+ kB {2}(.*)$/gm),
    ].map(([, path]) => path);
    const folder = installedFile("@dateline-search", name);
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const files = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
    expect(listed.sort(), name).toEqual(files.sort());
  }
  expect(stdout).toContain("Published nothing");
});

describe("types", () => {
  const PROGRAM = `
    import { createHttpClient, type SearchResult } from "@dateline-search/client";
    import type { DatelineConfig } from "@dateline-search/cli";
    import { buildIndex, localSegmentFormat } from "@dateline-search/core/build";
    import { readCorpus } from "@dateline-search/core/corpus";
    import { DatelineError } from "@dateline-search/core/errors";
    import { evaluate } from "@dateline-search/core/evaluate";
    import { openTransformersEmbedder } from "@dateline-search/core/models";
    import { publishGeneration } from "@dateline-search/core/publish";
    import { openGeneration, parseQuery, searchPassages } from "@dateline-search/core/search";
    import { LiveGeneration } from "@dateline-search/core/serve";
    import { openObjectStore } from "@dateline-search/core/stores";
    import type { Article } from "@dateline-search/core/types";
    import { updateIndex } from "@dateline-search/core/update";
    import { createHttpApp } from "@dateline-search/functions/server";
    import { handler } from "@dateline-search/functions/search";
    import { handler as ingest } from "@dateline-search/functions/ingest";

    const result: Promise<SearchResult> = createHttpClient({ baseUrl: "/" }).search("ferries", { limit: 3 });
    const titles: Promise<readonly string[]> = result.then(({ hits }) => hits.map(({ article }) => article.title));
    // @ts-expect-error: a limit is a number
    createHttpClient({ baseUrl: "/" }).search("ferries", { limit: "3" });
    // @ts-expect-error: there is no such setting
    const config: DatelineConfig = { corpse: "articles" };
    // @ts-expect-error: what is inside is not exported
    import("@dateline-search/core/live/live-generation");
    export const all = [
      titles, config, buildIndex, localSegmentFormat, readCorpus, DatelineError, evaluate,
      openTransformersEmbedder, publishGeneration, openGeneration, parseQuery, searchPassages, LiveGeneration,
      openObjectStore, updateIndex, createHttpApp, handler, ingest,
    ];
    export type { Article };`;

  test.each([
    ["nodenext", "nodenext", "main.mts"],
    ["nodenext", "nodenext", "main.cts"],
    ["esnext", "bundler", "main.ts"],
  ])("a program type-checks with module %s and resolution %s as %s", async (module, resolution, file) => {
    expect(await compile(file, { source: PROGRAM, module, resolution })).toBe("");
  });

  test("the client for Lambda type-checks with the AWS SDK, which is not installed with it", async () => {
    const source = `
      import { createLambdaClient } from "@dateline-search/client/lambda";
      export const client = createLambdaClient({ functionName: "search", region: "eu-west-1" });`;
    const options = { source, module: "nodenext", resolution: "nodenext" };
    expect(await compile("main.mts", options)).toContain("Cannot find module '@aws-sdk/client-lambda'");
    const sdk = installedFile("@aws-sdk", "client-lambda");
    symlinkSync(join(REPOSITORY, "node_modules", "@aws-sdk", "client-lambda"), sdk);
    onTestFinished(() => unlinkSync(sdk));
    expect(await compile("main.mts", options)).toBe("");
  });

  interface Program {
    readonly source: string;
    readonly module: string;
    readonly resolution: string;
  }

  /** @returns what the compiler has to say */
  async function compile(file: string, { source, module, resolution }: Program): Promise<string> {
    const folder = projectFolder();
    writeFileSync(join(folder, file), source);
    const flags = [
      "--noEmit",
      "--strict",
      "--skipLibCheck",
      "false",
      "--target",
      "es2023",
      "--types",
      "node",
    ];
    // Types of Node are those of whoever compiles.
    const roots = ["--typeRoots", join(REPOSITORY, "node_modules", "@types")];
    const compiler = join(REPOSITORY, "node_modules", ".bin", "tsc");
    const args = [...flags, ...roots, "--module", module, "--moduleResolution", resolution, file];
    const { stdout } = await run(compiler, args, { cwd: folder }).catch((error) => error);
    return stdout;
  }
});

describe("the client in a browser", () => {
  const PAGE = `
    import { createHttpClient } from "@dateline-search/client";
    createHttpClient({ baseUrl: "/" }).search("ferries").then(console.log);`;

  test("esbuild bundles it alone", async () => {
    const folder = projectFolder();
    writeFileSync(join(folder, "page.js"), PAGE);
    const { metafile } = await build({
      absWorkingDir: folder,
      entryPoints: ["page.js"],
      bundle: true,
      format: "esm",
      metafile: true,
      write: false,
    });
    const outside = Object.keys(metafile.inputs).filter((path) => !/client\/dist\/|^page\.js$/.test(path));
    expect(outside).toEqual([]);
  });

  test("Vite bundles it alone", async () => {
    const folder = projectFolder();
    writeFileSync(join(folder, "page.js"), PAGE);
    writeFileSync(join(folder, "index.html"), '<script type="module" src="/page.js"></script>');
    await viteBuild({ root: folder, configFile: false, logLevel: "error" });
    const assets = readdirSync(join(folder, "dist", "assets"));
    expect(assets).toHaveLength(1);
    const code = readFileSync(join(folder, "dist", "assets", assets[0] ?? ""), "utf8");
    expect(code).toContain("v1/search");
    expect(code).not.toContain("aws");
  });
});

describe.each(NODE_MAJORS)("on Node %i", (major) => {
  let node: string;
  beforeAll(async () => {
    node = await installNode(major);
  });

  const start = (args: readonly string[], cwd: string, environment: Readonly<Record<string, string>> = {}) =>
    new DatelineProcess(args, { cwd, environment, node, command: installed.command });

  async function dateline(
    args: readonly string[],
    cwd: string,
    environment?: Readonly<Record<string, string>>,
  ) {
    const process = start(args, cwd, environment);
    const exitCode = await process.ended();
    expect(exitCode, process.stderr).toBe(0);
    return process;
  }

  test("the command builds, searches and publishes", async () => {
    const folder = projectFolder();
    const built = await dateline(["build"], folder);
    expect(built.stdout).toMatch(/^Indexed 3 articles in 3 passages/);
    const found = await dateline(["search", "where do birds nest", "--limit", "1", "--json"], folder);
    expect(JSON.parse(found.stdout)).toMatchObject({ hits: [{ article: { title: "Herons return" } }] });
    await s3.createBucket(`installed-${major}`);
    const environment = {
      AWS_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
      AWS_REGION: "us-east-1",
    };
    const published = await dateline(["publish", `s3://installed-${major}/news`], folder, environment);
    expect(published.stdout).toMatch(/^Published generation [0-9a-f]{12}/);
    expect(published.stderr).not.toMatch(/warning/i);
  });

  test("dev serves page and API, and the client works as ESM and as CommonJS", async () => {
    const folder = projectFolder();
    const dev = start(["dev", "--port", "0"], folder);
    onTestFinished(async () => {
      dev.child.kill("SIGKILL");
      await dev.ended();
    });
    await dev.printed("Ctrl-C ends it");
    const [url = ""] = /http:\/\/localhost:\d+/.exec(dev.stderr) ?? [];
    const page = await fetch(`${url}/`);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const [, script = ""] = /<script[^>]* src="([^"]+)"/.exec(await page.text()) ?? [];
    const code = await fetch(new URL(script, url));
    expect([code.status, (await code.text()).includes("v1/search")]).toEqual([200, true]);
    await expect
      .poll(() =>
        createHttpClient({ baseUrl: url })
          .search("birds")
          .catch(() => null),
      )
      .not.toBeNull();
    const ask = `createHttpClient({ baseUrl: "${url}" }).search("musicians", { limit: 1 }).then(({ hits }) => console.log(hits[0].article.id));`;
    writeFileSync(
      join(folder, "ask.mjs"),
      `import { createHttpClient } from "@dateline-search/client";\n${ask}`,
    );
    writeFileSync(
      join(folder, "ask.cjs"),
      `const { createHttpClient } = require("@dateline-search/client");\n${ask}`,
    );
    for (const file of ["ask.mjs", "ask.cjs"]) {
      const { stdout } = await run(node, [file], { cwd: folder });
      expect(stdout).toBe("orchestra\n");
    }
  });

  test("init creates a project from the repository's deployment, whose functions can be bundled", async () => {
    const folder = projectFolder();
    const made = await dateline(["init", "news site"], folder);
    expect(made.stdout).toMatch(/^Wrote news site\/package\.json$/m);
    const project = join(folder, "news site");
    for (const path of [
      "sst.config.ts",
      ...readdirSync(join(REPOSITORY, "infra")).map((name) => `infra/${name}`),
    ]) {
      const [ours, theirs] = [REPOSITORY, project].map((root) => readFileSync(join(root, path), "utf8"));
      expect(theirs, path).toBe(ours);
    }
    await dateline(["bundle"], project, { XDG_CACHE_HOME: TOOL_CACHE });
    for (const name of ["search", "ingest"]) {
      expect((await checkBundle(join(project, "build", name))).map(({ status }) => status)).toEqual([
        "ok",
        "ok",
      ]);
    }
    expect(readdirSync(join(project, "build", "page"))).toContain("index.html");
  });

  test("the program in core's README searches the built index", async () => {
    const folder = projectFolder();
    const readme = readFileSync(installedFile("@dateline-search", "core", "README.md"), "utf8");
    const [, program = ""] = /```js file=example\.mjs\n([\s\S]*?)```/.exec(readme) ?? [];
    writeFileSync(join(folder, "example.mjs"), program);
    const env = { ...process.env, DATELINE_MODELS: MODELS_FOLDER };
    const { stdout } = await run(node, ["example.mjs"], { cwd: folder, env });
    expect(stdout).toMatch(/^1 Herons return Herons built their nests/);
  });
});
