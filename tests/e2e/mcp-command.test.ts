import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect, test } from "vitest";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const COMMAND = fileURLToPath(new URL("../../packages/cli/bin/dateline.mjs", import.meta.url));
const MODELS = fileURLToPath(new URL("../../models", import.meta.url));
const STORIES = [
  { id: "old", title: "Old story", text: "The lighthouse keeper retired.", published_at: "2025-03-01" },
  { id: "new", title: "New story", text: "A tram line opened in the north.", published_at: "2025-04-01" },
];

async function build(folder: string, stories: readonly object[]): Promise<void> {
  mkdirSync(join(folder, "corpus"), { recursive: true });
  const lines = stories.map((story) => JSON.stringify(story)).join("\n");
  writeFileSync(join(folder, "corpus", "stories.jsonl"), lines);
  const dateline = new DatelineProcess(["build"], { cwd: folder });
  expect([await dateline.ended(), dateline.stderr]).toEqual([0, expect.any(String)]);
}

async function textOf(client: Client, name: string, args: Record<string, unknown> = {}): Promise<string> {
  const { content } = await client.callTool({ name, arguments: args });
  return (content as { text: string }[]).map(({ text }) => text).join("\n");
}

test("an agent's client starts the command, queries it, and sees an index built meanwhile", async () => {
  const folder = temporaryFolder();
  await build(folder, STORIES.slice(0, 1));
  const client = new Client({ name: "test", version: "1.0.0" });
  const wrong: Error[] = [];
  // Anything on the standard output that is no message of the protocol ends here.
  client.onerror = (error) => wrong.push(error);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [COMMAND, "mcp"],
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", DATELINE_MODELS: MODELS },
    stderr: "pipe",
  });
  await client.connect(transport);
  try {
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain("search_news");
    expect(await textOf(client, "search_news", { query: "Who kept the lighthouse?" })).toContain(
      "The lighthouse keeper retired.",
    );
    expect(await textOf(client, "get_article", { id: "old" })).toContain("date: 2025-03-01");
    await build(folder, STORIES);
    await expect.poll(() => textOf(client, "index_info")).toContain("Articles: 2");
  } finally {
    await client.close();
  }
  expect(wrong).toEqual([]);
});

test("without an index, it does not start, and writes the reason only to standard error", async () => {
  const dateline = new DatelineProcess(["mcp"], { cwd: temporaryFolder() });
  expect(await dateline.ended()).toBe(1);
  expect(dateline.stderr).toMatch(/^error: Cannot /);
  expect(dateline.stdout).toBe("");
});

test("it ends when its input does", async () => {
  const folder = temporaryFolder();
  await build(folder, STORIES);
  const dateline = new DatelineProcess(["mcp"], { cwd: folder });
  expect([await dateline.ended(), dateline.stdout, dateline.stderr]).toEqual([0, "", ""]);
});

test("requests before the end of its input are answered", async () => {
  const folder = temporaryFolder();
  await build(folder, STORIES);
  const client = {
    protocolVersion: "2025-03-26",
    capabilities: {},
    clientInfo: { name: "test", version: "1" },
  };
  const search = { name: "search_news", arguments: { query: "lighthouse" } };
  const input = [
    { id: 1, method: "initialize", params: client },
    { id: 2, method: "tools/call", params: search },
    { id: 3, method: "tools/call", params: { name: "no such tool" } },
  ].map((request) => `${JSON.stringify({ jsonrpc: "2.0", ...request })}\n`);
  const { stdout, status } = spawnSync(process.execPath, [COMMAND, "mcp"], {
    cwd: folder,
    input: input.join(""),
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", DATELINE_MODELS: MODELS },
  });
  const answers = stdout.trim().split("\n");
  expect([status, answers.map((line) => JSON.parse(line).id).sort()]).toEqual([0, [1, 2, 3]]);
  expect(stdout).toContain("The lighthouse keeper retired.");
});
