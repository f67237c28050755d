import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { collectGarbage } from "@dateline-search/core/generation/collect-garbage";
import { listGenerations } from "@dateline-search/core/generation/list-generations";
import { checkModel } from "@dateline-search/core/generation/open-generation";
import { probeConditions } from "@dateline-search/core/generation/probe-store";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import { syncGeneration } from "@dateline-search/core/generation/sync-generation";
import { LiveGeneration } from "@dateline-search/core/live/live-generation";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { buildRandomGeneration, SEGMENT_OBJECTS } from "../fixtures/build-random-generation.ts";
import { killedAtWrite } from "../fixtures/intercepting-object-store.ts";
import { keysIn } from "../fixtures/keys-in.ts";
import { openFromStore } from "../fixtures/open-from-store.ts";
import { publish } from "../fixtures/publish.ts";
import { racePublishers } from "../fixtures/race-publishers.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";

/** Of a segment, without those that only updates read. */
const SEARCHED_OBJECTS = localSegmentFormat.files.length;

const BUCKET = "publish-test";

let gateway: VersityGateway;
let stores = 0;
beforeAll(async () => {
  gateway = await startVersitygw();
  await gateway.createBucket(BUCKET);
});
afterAll(async () => {
  await gateway?.stop();
});

/** A store below a prefix of its own; `requests` names what went over the wire, retries included. */
function newStore(secretAccessKey = gateway.secretAccessKey): { store: S3ObjectStore; requests: string[] } {
  const { endpoint, accessKeyId } = gateway;
  const requests: string[] = [];
  const store = new S3ObjectStore({
    bucket: BUCKET,
    prefix: `index-${stores++}`,
    region: "us-east-1",
    endpoint,
    credentials: { accessKeyId, secretAccessKey },
    onRequest: ({ operation }) => requests.push(operation),
  });
  return { store, requests };
}

test("a second publication to S3 sends no body and writes nothing", async () => {
  const source = temporaryFolder();
  const { id } = await buildRandomGeneration(source, { seed: 1 });
  const { store, requests } = newStore();
  expect(await publish(source, store)).toMatchObject({
    generation: id,
    uploadedObjects: SEGMENT_OBJECTS + 1,
  });
  requests.length = 0;
  expect(await publish(source, store)).toMatchObject({ alreadyLatest: true, uploadedObjects: 0 });
  // The pointer, whether a collection runs, what is taken down; and whether each object is there.
  const reads = [...Array(3).fill("GetObject"), ...Array(SEGMENT_OBJECTS + 1).fill("HeadObject")];
  expect(requests.toSorted()).toEqual(reads);
});

test("one of 20 simultaneous publishers to S3 wins each round, and in the end all have won", async () => {
  const { store } = newStore();
  const { winners, ids } = await racePublishers(store, 20);
  expect(winners.toSorted()).toEqual(ids.toSorted());
  for (const id of ids) expect(await openFromStore(store, id)).toBe(id);
  expect((await listGenerations(store)).generations).toHaveLength(20);
  expect(await keysIn(store, "leases/")).toEqual([]);
});

test.each(["before", "after"] as const)(
  "killed %s any of its writes to S3, a publication leaves an intact generation and can be repeated",
  async (when) => {
    const source = temporaryFolder();
    const old = await buildRandomGeneration(source, { seed: 1 });
    const next = await buildRandomGeneration(source, { seed: 2, base: old.manifest });
    let kills = 0;
    for (let n = 1; ; n++) {
      const { store } = newStore();
      await publish(source, store, { id: old.id });
      const outcome = await publish(source, killedAtWrite(store, n, when)).catch(() => "killed" as const);
      expect([old.id, next.id]).toContain(await openFromStore(store));
      await publish(source, store);
      expect(await openFromStore(store)).toBe(next.id);
      if (outcome !== "killed") break;
      kills += 1;
    }
    // Lease, the objects of a segment, manifest and latest.json.
    expect(kills).toBe(SEGMENT_OBJECTS + 3);
  },
);

test("simultaneous publications and garbage collections on S3 lose nothing", async () => {
  const { store } = newStore();
  const sources: { folder: string; id: string }[] = [];
  for (let seed = 1; seed <= 4; seed++) {
    const folder = temporaryFolder();
    sources.push({ folder, id: (await buildRandomGeneration(folder, { seed })).id });
  }
  await publish(String(sources[0]?.folder), store);
  let isDone = false;
  let collections = 0;
  const collecting = (async () => {
    for (; !isDone; collections++) {
      await collectGarbage(store, { keep: 0, graceMs: 0 });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  // Until both have met often enough, however fast either is.
  for (let round = 0; round < 5 || collections < 5; round++) {
    for (const { folder, id } of sources) {
      await publish(folder, store);
      expect(await openFromStore(store)).toBe(id);
    }
  }
  isDone = true;
  await collecting;
});

test("a cold start from S3 makes one request per object and a warm query none; a change downloads only new objects", async () => {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  const { store, requests } = newStore();
  await publish(source, store);
  requests.length = 0;
  const live = new LiveGeneration({
    store,
    folder: temporaryFolder(),
    format: localSegmentFormat,
    checkManifest: (manifest) => checkModel(manifest, { modelName: "random", fingerprint: "f".repeat(64) }),
    refreshMs: 60_000,
  });
  onTestFinished(() => live.close());
  expect(await live.use(({ id }) => id)).toBe(first.id);
  // The pointer, the manifest and what a search reads of the segment.
  expect(requests).toEqual(Array(2 + SEARCHED_OBJECTS).fill("GetObject"));
  requests.length = 0;
  for (let query = 0; query < 10; query++) await live.use(({ id }) => id);
  expect(requests).toEqual([]);
  await live.refreshNow();
  expect(requests).toEqual(["GetObject"]);
  const second = await buildRandomGeneration(source, { seed: 2, base: first.manifest });
  await publish(source, store);
  requests.length = 0;
  expect(await live.refreshNow()).toMatchObject({ generation: second.id });
  expect(requests).toEqual(Array(2 + SEARCHED_OBJECTS).fill("GetObject"));
});

test("listing, rolling back and collecting work on S3", async () => {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  const { store } = newStore();
  await publish(source, store);
  const second = await buildRandomGeneration(source, { seed: 2 });
  await publish(source, store);
  expect(await rollBack(store)).toMatchObject({ generation: first.id, previous: second.id });
  const { generations } = await listGenerations(store);
  expect(generations.find(({ isLatest }) => isLatest)).toMatchObject({ id: first.id, problem: null });
  const { deleted, deletedKeys } = await collectGarbage(store, { keep: 0, graceMs: 0 });
  // All of its segment, and its manifest.
  expect([deleted, deletedKeys.length]).toEqual([[second.id], SEGMENT_OBJECTS + 1]);
  await expect(rollBack(store, second.id)).rejects.toMatchObject({ code: "object-missing" });
  expect(await openFromStore(store)).toBe(first.id);
});

test("versitygw honours conditional writes, and the probe leaves nothing behind", async () => {
  const { store } = newStore();
  expect(await probeConditions(store)).toEqual([]);
  expect(await keysIn(store)).toEqual([]);
});

test("wrong credentials are store-forbidden, in publishing and in following", async () => {
  const source = temporaryFolder();
  await buildRandomGeneration(source, { seed: 1 });
  const { store } = newStore("wrong-secret-key");
  await expect(publish(source, store)).rejects.toMatchObject({ code: "store-forbidden" });
  await expect(syncGeneration(store, temporaryFolder())).rejects.toMatchObject({ code: "store-forbidden" });
});
