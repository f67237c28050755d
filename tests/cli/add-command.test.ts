import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

let index: string;
let corpus: string;
beforeEach(() => {
  const folder = temporaryFolder();
  index = join(folder, "index");
  corpus = join(folder, "corpus");
  mkdirSync(corpus);
  vi.stubEnv("DATELINE_CACHE", join(folder, "cache"));
  vi.stubEnv("DATELINE_INDEX", index);
  vi.stubEnv("DATELINE_MODELS", MODELS_FOLDER);
});
afterEach(() => vi.unstubAllEnvs());

function write(name: string, records: readonly object[]): string {
  const path = join(corpus, name);
  writeFileSync(path, records.map((record) => JSON.stringify(record)).join("\n"));
  return path;
}

async function answers(query: string): Promise<string[]> {
  const { stdout } = await runCommand(["search", query, "--index", index, "--json"]);
  return JSON.parse(stdout).hits.map((hit: { article: { id: string } }) => hit.article.id);
}

const FERRY = {
  id: "ferry",
  title: "Ferry sails again",
  text: "The ferry sailed on Monday. Milk had run out.",
};
const WHEAT = { id: "wheat", title: "Wheat prices fall", text: "Farmers brought in a large wheat harvest." };

test("a build with one more article embeds only its texts and reports that", async () => {
  write("a.jsonl", [FERRY]);
  const first = await runCommand(["build", corpus]);
  expect(first.stderr).not.toContain("from the cache");
  write("b.jsonl", [WHEAT]);
  const second = await runCommand(["build", corpus]);
  // Wheat has one passage and one sentence, the ferry one passage and two sentences.
  expect(second.stderr).toContain("Embedded 2 of 5 texts, the rest from the cache\n");
});

test("a build with the cache and one without it create the same generation", async () => {
  write("a.jsonl", [FERRY, WHEAT]);
  const first = await runCommand(["build", corpus, "--json"]);
  const cached = await runCommand(["build", corpus, "--json"]);
  vi.stubEnv("DATELINE_CACHE", temporaryFolder());
  const fresh = await runCommand(["build", corpus, "--json", "--index", temporaryFolder()]);
  const ids = [first, cached, fresh].map(({ stdout }) => JSON.parse(stdout).generation);
  expect(new Set(ids).size).toBe(1);
});

test("add adds articles and replaces changed ones, and remove removes one", async () => {
  write("a.jsonl", [FERRY]);
  await runCommand(["build", corpus]);
  const added = await runCommand(["add", write("b.jsonl", [WHEAT, FERRY]), "--store", index]);
  expect(added.exitCode).toBe(0);
  expect(added.stdout).toMatch(/^Added 1 article and replaced 0 in 1 passage, 1 article unchanged\.\n/);
  expect(added.stdout).toContain("has 2 articles in 2 segments\n");
  expect((await answers("wheat harvest"))[0]).toBe("wheat");
  const changed = write("c.jsonl", [{ ...FERRY, text: "The ferry stayed in port all week." }]);
  const replaced = await runCommand(["add", changed, "--store", index, "--json"]);
  expect(JSON.parse(replaced.stdout)).toMatchObject({ replaced: ["ferry"], index: { articles: 2 } });
  const removed = await runCommand(["remove", "wheat", "nowhere", "--store", index]);
  expect(removed).toMatchObject({
    exitCode: 3,
    stderr: "not in the index, but blocked from now on: nowhere\n",
  });
  expect(removed.stdout).toMatch(/^Removed 1 article\. Generation .* has 1 article\.\n$/);
  expect(await answers("wheat harvest")).not.toContain("wheat");
});

test("a bad record is skipped and reported, unless --strict stops there", async () => {
  const path = write("bad.jsonl", [FERRY, { id: "empty", text: "" }]);
  const strict = await runCommand(["add", path, "--store", index, "--strict"]);
  expect(strict).toMatchObject({ exitCode: 1, stdout: "" });
  expect(strict.stderr).toContain("error: Cannot add with --strict: bad.jsonl:2: text is empty");
  const lenient = await runCommand(["add", path, "--store", index]);
  expect(lenient).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("left out: bad.jsonl:2") });
  expect(await answers("ferry")).toEqual(["ferry"]);
});

test("removing from a store without an index fails and names it", async () => {
  const { exitCode, stderr } = await runCommand(["remove", "ferry", "--store", index]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(index) });
});

test("small additions are merged automatically, larger ones on request", async () => {
  for (const day of [1, 2, 3, 4, 5]) {
    const record = { ...FERRY, id: `ferry-${day}`, text: `Ferry ${day} sailed.` };
    await runCommand(["add", write(`${day}.json`, [record]), "--store", index]);
  }
  const compacted = JSON.parse((await runCommand(["compact", "--store", index, "--json"])).stdout) as {
    segments: number;
  };
  expect(compacted.segments).toBe(2);
  const all = await runCommand(["compact", "--all", "--store", index]);
  expect(all.stdout).toMatch(
    /^Merged 2 segments into 1, copying 5 passages\.\nGeneration .* has 1 segment\.\n$/,
  );
  expect((await runCommand(["compact", "--store", index])).stdout).toMatch(/^Nothing to merge\./);
  expect((await answers("ferry")).length).toBe(5);
});

test("a build discards additions only with --replace, and then reports them", async () => {
  write("a.jsonl", [FERRY, WHEAT]);
  await runCommand(["build", corpus]);
  const other = temporaryFolder();
  writeFileSync(
    join(other, "herons.json"),
    JSON.stringify({ id: "herons", title: "Herons", text: "Herons are back." }),
  );
  await runCommand(["add", join(other, "herons.json")]);
  write("a.jsonl", [FERRY]);
  const refused = await runCommand(["build", corpus]);
  expect(refused.exitCode).toBe(4);
  // The one that the corpus had and has no more is meant to go.
  expect(refused.stderr).toContain("has 1 article that the new one lacks; add these changes to the corpus");
  expect(await answers("herons")).toContain("herons");
  const replaced = await runCommand(["build", corpus, "--replace", "--json"]);
  expect(replaced.exitCode).toBe(0);
  expect(replaced.stderr).toContain("Discarded: generation ");
  expect(JSON.parse(replaced.stdout)).toMatchObject({ articles: 1, discarded: { lacking: 1 } });
  write("b.jsonl", [WHEAT]);
  expect((await runCommand(["build", corpus])).exitCode).toBe(0);
  write("b.jsonl", []);
  expect((await runCommand(["build", corpus])).exitCode).toBe(0);
});

test("a build that contains the additions replaces them silently", async () => {
  write("a.jsonl", [FERRY]);
  await runCommand(["build", corpus]);
  await runCommand(["add", write("b.jsonl", [WHEAT])]);
  expect(await runCommand(["build", corpus])).toMatchObject({ exitCode: 0 });
});

test("a publication needs no permission only after one from the same index", async () => {
  const store = temporaryFolder();
  write("a.jsonl", [FERRY, WHEAT]);
  await runCommand(["build", corpus]);
  expect((await runCommand(["publish", store])).exitCode).toBe(0);
  write("a.jsonl", [FERRY]);
  await runCommand(["build", corpus]);
  expect((await runCommand(["publish", store])).exitCode).toBe(0);
  const herons = join(temporaryFolder(), "herons.json");
  writeFileSync(herons, JSON.stringify({ id: "herons", title: "Herons", text: "Herons are back." }));
  await runCommand(["add", herons, "--store", store]);
  write("b.jsonl", [WHEAT]);
  await runCommand(["build", corpus]);
  const refused = await runCommand(["publish", store]);
  expect(refused).toMatchObject({ exitCode: 4, stdout: "" });
  expect(refused.stderr).toContain(
    "merge these changes into the index first, or publish with --replace to discard them",
  );
  const replaced = await runCommand(["publish", store, "--replace", "--json"]);
  expect(JSON.parse(replaced.stdout)).toMatchObject({ published: true, discarded: { lacking: 1 } });
});

test("a published generation states its author, program and model, and the trusted key that signed it", async () => {
  const store = temporaryFolder();
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const keyFile = join(temporaryFolder(), "key.pem");
  writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }));
  write("a.jsonl", [FERRY]);
  await runCommand(["build", corpus]);
  expect(await runCommand(["publish", store, "--sign", corpus])).toMatchObject({ exitCode: 2 });
  expect(await runCommand(["publish", store, "--sign", keyFile])).toMatchObject({ exitCode: 0 });
  vi.stubEnv("DATELINE_TRUSTED_KEYS", publicKey.export({ type: "spki", format: "der" }).toString("base64"));
  const { stdout } = await runCommand(["generations", "--store", store]);
  expect(stdout).toMatch(
    /built by \S+@\S+ with dateline \d.*all-MiniLM-L6-v2 \(Apache-2.0\), signed by [0-9a-f]{16}\n/,
  );
  const listed = JSON.parse((await runCommand(["generations", "--json"])).stdout);
  expect(listed).toMatchObject([{ provenance: { commit: null }, signedBy: null }]);
});
