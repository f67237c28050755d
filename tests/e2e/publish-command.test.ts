import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { startVersitygw } from "../setup/versitygw.ts";

let server: Awaited<ReturnType<typeof startVersitygw>>;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  server = await startVersitygw();
  environment = {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: server.accessKeyId,
    AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
    AWS_REGION: "us-east-1",
  };
});

afterAll(() => server.stop());

async function run(
  folder: string,
  args: readonly string[],
): Promise<{ exitCode: unknown; stdout: string; stderr: string }> {
  const dateline = new DatelineProcess(args, { cwd: folder, environment });
  const exitCode = await dateline.ended();
  return { exitCode, stdout: dateline.stdout, stderr: dateline.stderr };
}

/** Puts one story into the corpus of the folder and builds its index. @returns the generation's id */
async function buildWith(folder: string, story: string): Promise<string> {
  mkdirSync(join(folder, "corpus"), { recursive: true });
  writeFileSync(
    join(folder, "corpus", `${story}.txt`),
    `${story}\n\nThis is the report about ${story} and nothing else.\n`,
  );
  const { stdout } = await run(folder, ["build", "--json"]);
  return JSON.parse(stdout).generation;
}

async function latestIn(folder: string, store: string): Promise<string | undefined> {
  const { stdout } = await run(folder, ["generations", "--store", store, "--json"]);
  const listed: { id: string; isLatest: boolean }[] = JSON.parse(stdout);
  return listed.find(({ isLatest }) => isLatest)?.id;
}

test("publish, publish again, roll back and collect garbage on a real S3 server", async () => {
  await server.createBucket("whole-story");
  const store = "s3://whole-story/news";
  const folder = temporaryFolder();
  const first = await buildWith(folder, "Herons");
  const published = await run(folder, ["publish", store, "--smoke", "herons"]);
  expect(published.exitCode).toBe(0);
  // The passages, the vectors and the identities of one segment, and the manifest.
  expect(published.stdout).toMatch(/Published generation [0-9a-f]{12} to s3:.*: uploaded 8 objects/);
  expect(await latestIn(folder, store)).toBe(first);

  const again = await run(folder, ["publish", store]);
  expect(again).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/is already the latest .*; nothing to do/),
  });

  const second = await buildWith(folder, "Otters");
  expect((await run(folder, ["publish", store])).exitCode).toBe(0);
  expect(await latestIn(folder, store)).toBe(second);

  const back = await run(folder, ["rollback", "--store", store]);
  expect(back.stdout).toContain(
    `Generation ${first.slice(0, 12)} is now the latest, instead of ${second.slice(0, 12)}.`,
  );
  expect(await latestIn(folder, store)).toBe(first);
  expect((await run(folder, ["rollback", second.slice(0, 8), "--store", store])).exitCode).toBe(0);

  const dry = await run(folder, ["gc", "--keep", "0", "--grace", "0", "--store", store, "--dry-run"]);
  expect(dry.stdout).toMatch(/Would delete 1 generation \(9 objects/);
  const gc = await run(folder, ["gc", "--keep", "0", "--grace", "0", "--store", store]);
  expect(gc.stdout).toMatch(/Deleted 1 generation \(9 objects, .*\), kept 1 generation\./);
  expect(await latestIn(folder, store)).toBe(second);
});

test("a publisher killed at any stage leaves the old generation in place, and a second run finishes", async () => {
  await server.createBucket("killed");
  const store = "s3://killed";
  const folder = temporaryFolder();
  const old = await buildWith(folder, "Herons");
  expect((await run(folder, ["publish", store])).exitCode).toBe(0);
  for (const [index, stage] of ["Checking the local", "Opening the uploaded"].entries()) {
    const next = await buildWith(folder, `Otters ${index}`);
    const publisher = new DatelineProcess(["publish", store], { cwd: folder, environment });
    await publisher.printed(stage);
    publisher.child.kill("SIGKILL");
    await publisher.ended();
    expect(await latestIn(folder, store)).not.toBe(next);
  }
  expect(await latestIn(folder, store)).toBe(old);
  const finished = await run(folder, ["publish", store]);
  expect(finished).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Published generation/) });
  expect(await latestIn(folder, store)).not.toBe(old);
});

test("a missing local index is rejected", async () => {
  const { exitCode, stderr } = await run(temporaryFolder(), ["publish", "s3://nowhere"]);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/there is no latest\.json; run "dateline build" first/);
});

test("wrong credentials, a missing bucket and a wrong address are distinguished", async () => {
  const folder = temporaryFolder();
  await buildWith(folder, "Herons");
  const missing = await run(folder, ["publish", "s3://no-such-bucket/news"]);
  expect(missing).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/bucket does not exist/) });
  const publisher = new DatelineProcess(["publish", "s3://whole-story/news"], {
    cwd: folder,
    environment: { ...environment, AWS_SECRET_ACCESS_KEY: "wrong" },
  });
  expect(await publisher.ended()).toBe(1);
  expect(publisher.stderr).toMatch(/error: Cannot .*(denied|not allow|credentials|signature)/i);
  const scheme = await run(folder, ["publish", "gs://bucket"]);
  expect(scheme).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/"gs:" is not supported; use s3:/),
  });
});

test("the gate passes a first and a better publication, and rejects a worse one without switching", async () => {
  const folder = temporaryFolder();
  const store = join(folder, "store");
  writeFileSync(
    join(folder, "queries.jsonl"),
    ["Herons", "Otters"]
      .map((story) =>
        JSON.stringify({ id: story, question: `${story}?`, answer: `report about ${story}`, why: "It is." }),
      )
      .join("\n"),
  );
  const gated = (...more: string[]) => run(folder, ["publish", store, "--gate", "queries.jsonl", ...more]);
  await buildWith(folder, "Herons");
  const first = await gated();
  expect(first).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining("There is nothing to replace"),
  });
  const better = await buildWith(folder, "Otters");
  expect((await gated()).exitCode).toBe(0);

  rmSync(join(folder, "corpus", "Herons.txt"));
  const worse = await buildWith(folder, "Otters");
  const refused = await gated("--json");
  expect(refused.exitCode).toBe(4);
  expect(refused.stderr).toMatch(/Herons {2}100\.0 → 0\.0, 100\.0 → 0\.0 {2}Herons\?/);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    published: false,
    generation: worse,
    gate: { passed: false, previous: { generation: better }, worse: [{ id: "Herons" }] },
  });
  expect(await latestIn(folder, store)).toBe(better);

  expect((await gated("--gate-margin", "50")).exitCode).toBe(0);
  expect(await latestIn(folder, store)).toBe(worse);
  const usage = await gated("--gate-margin", "-1");
  expect(usage).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("from 0 to 100") });
});

test("the gate rejects a generation that answers unanswerable queries", async () => {
  const folder = temporaryFolder();
  const store = join(folder, "store");
  const query = { id: "herons", question: "Herons?", answer: "report about Herons", why: "It is." };
  const trap = { id: "badgers", question: "Where do badgers dig their setts?" };
  writeFileSync(join(folder, "queries.jsonl"), JSON.stringify(query));
  writeFileSync(join(folder, "unanswerable.jsonl"), JSON.stringify(trap));
  const gated = (...more: string[]) => run(folder, ["publish", store, "--gate", "queries.jsonl", ...more]);
  const before = await buildWith(folder, "Herons");
  expect((await gated()).exitCode).toBe(0);
  writeFileSync(
    join(folder, "corpus", "setts.txt"),
    "Badgers move\n\nThe badgers of the valley dig their setts in the wood behind the mill.\n",
  );
  await buildWith(folder, "Herons");
  const refused = await gated("--json");
  expect(refused.exitCode).toBe(4);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    published: false,
    gate: {
      passed: false,
      candidate: { abstention: { kept: 1, refused: 0 } },
      previous: { abstention: { kept: 1, refused: 1 } },
    },
  });
  expect(await latestIn(folder, store)).toBe(before);
});
