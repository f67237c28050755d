import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { EXAMPLE_RESULT } from "./example-answers.ts";
import { answer, startScriptedServer } from "./scripted-server.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MAX_GZIPPED_BYTES = 6_000;

let code: string;
let inputs: string[];

beforeAll(async () => {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: ["packages/client/src/index.ts"],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    // Fails on every `node:` import and on Node's own modules.
    platform: "browser",
    // What Baseline called newly available at the start of 2024.
    target: ["chrome120", "edge120", "firefox121", "safari17.2"],
    format: "iife",
    globalName: "dateline",
  });
  code = result.outputFiles[0]?.text ?? "";
  inputs = Object.keys(result.metafile.inputs);
});

test("the main entry consists of the client's own files", () => {
  expect(inputs.length).toBeGreaterThan(0);
  expect(inputs.filter((file) => !file.startsWith("packages/client/src/"))).toEqual([]);
  expect(inputs.filter((file) => /lambda|invo/.test(file))).toEqual([]);
  expect(code).not.toMatch(/aws-sdk|["']node:|\bprocess\b|\bBuffer\b|\brequire\b/);
});

test("the main entry is small", () => {
  expect(gzipSync(code).length).toBeLessThan(MAX_GZIPPED_BYTES);
});

test("the main entry runs with browser APIs only", async () => {
  const server = await startScriptedServer(answer(503, ""), answer(200, EXAMPLE_RESULT));
  const page = { location: { href: `${server.url}/news/index.html?page=2#top` } };
  const web = { fetch, URL, AbortController, setTimeout, clearTimeout, performance };
  const context = createContext({ ...web, ...page });
  const script = `${code}; dateline.createHttpClient({ baseUrl: "/" }).search("fog")`;
  expect(await runInContext(script, context)).toEqual(EXAMPLE_RESULT);
  expect(server.requests.map(({ url }) => url.href)).toEqual(
    Array.from({ length: 2 }, () => "http://loopback/v1/search?q=fog"),
  );
});
