import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { CountingObjectStore } from "@dateline-search/core/adapters/object-store/counting-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline-search/core/errors";
import { collectGarbage } from "@dateline-search/core/generation/collect-garbage";
import { LATEST_KEY, serializePointer } from "@dateline-search/core/generation/latest-pointer";
import { checkModel, type OpenGeneration } from "@dateline-search/core/generation/open-generation";
import { LiveGeneration, type LiveGenerationOptions } from "@dateline-search/core/live/live-generation";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import type { SegmentFormat } from "@dateline-search/core/ports/segment-format";
import { expect, onTestFinished, test } from "vitest";
import { bestMatches } from "../../fixtures/best-matches.ts";
import { buildRandomGeneration, RANDOM_DIMENSIONS } from "../../fixtures/build-random-generation.ts";
import { InterceptingObjectStore, type StoreCall } from "../../fixtures/intercepting-object-store.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { randomEmbeddings } from "../../fixtures/random-embeddings.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { until } from "../../fixtures/until.ts";

const REFRESH_MS = 30_000;
const FINGERPRINT = "f".repeat(64);
/** Of a segment. */
const FILES = localSegmentFormat.files.length;

test("the first queries share one download; later queries send no requests to the store", async () => {
  const { live, first, store } = await startLive();
  expect(live.status).toMatchObject({ generation: null, ageMs: null, lastError: null });
  const answers = await Promise.all(Array.from({ length: 10 }, () => live.use(answer)));
  expect(new Set(answers)).toEqual(new Set([first.id]));
  // The pointer, the manifest and the files.
  expect(store.total.calls).toBe(2 + FILES);
  store.reset();
  for (let query = 0; query < 20; query++) await live.use(answer);
  expect(store.total.calls).toBe(0);
  expect(live.status).toMatchObject({ generation: first.id, ageMs: 0, lastError: null });
});

test("a failed first open is reported to all waiting queries and retried at the next one", async () => {
  const { live, first, intercept } = await startLive();
  intercept.before = storeDown;
  const failed = await Promise.allSettled([live.use(answer), live.use(answer)]);
  expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(live.use(answer)).rejects.toMatchObject({ code: "store-unreachable" });
  expect(live.status.lastError).toMatchObject({ code: "store-unreachable" });
  intercept.before = () => {};
  expect(await live.use(answer)).toBe(first.id);
  expect(live.status.lastError).toBeNull();
});

test("the store is checked at most once per refresh interval, with one request if nothing changed", async () => {
  const { live, store, clock } = await startLive();
  await live.use(answer);
  store.reset();
  clock.advance(REFRESH_MS - 1);
  await live.use(answer);
  expect(store.total.calls).toBe(0);
  clock.advance(1);
  await Promise.all([live.use(answer), live.use(answer), live.use(answer)]);
  await until(() => live.status.ageMs === 0);
  await live.use(answer);
  expect(store.counts).toEqual({ getIfChanged: { calls: 1, bytes: 0 } });
});

test("a newer generation is followed in the background, downloading only what is missing", async () => {
  const { live, store, clock, target, source, first, folder } = await startLive();
  await live.use(answer);
  const second = await buildRandomGeneration(source, { seed: 2, base: first.manifest });
  await publish(source, target);
  store.reset();
  clock.advance(REFRESH_MS);
  expect(await live.use(answer)).toBe(first.id);
  await until(() => live.status.generation === second.id);
  expect(await live.use(answer)).toBe(second.id);
  expect(store.counts).toMatchObject({
    getIfChanged: { calls: 1 },
    get: { calls: 1 },
    getToFile: { calls: FILES },
  });
  expect(store.total.calls).toBe(2 + FILES);
  await until(() => readdirSync(join(folder, "generations")).length === 1);
  expect(readdirSync(join(folder, "segments"))).toHaveLength(2);
});

test("a segment of two generations is opened once and outlives the older one", async () => {
  const opened: string[] = [];
  const format: SegmentFormat = {
    ...localSegmentFormat,
    open: (folder, dimensions) => {
      opened.push(basename(folder));
      return localSegmentFormat.open(folder, dimensions);
    },
  };
  const { live, target, source, first } = await startLive({ format });
  await live.use(answer);
  const second = await buildRandomGeneration(source, { seed: 2, base: first.manifest });
  await publish(source, target);
  await live.refreshNow();
  expect(await live.use(answer)).toBe(second.id);
  expect(opened).toEqual(second.manifest.segments.map(({ id }) => id));
});

test("while a newer generation is being downloaded, queries are answered by the old one without waiting", async () => {
  const { live, intercept, clock, target, source, first } = await startLive();
  await live.use(answer);
  const second = await buildRandomGeneration(source, { seed: 2 });
  await publish(source, target);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  intercept.before = async ({ operation }) => {
    if (operation === "getToFile") await held;
  };
  clock.advance(REFRESH_MS);
  for (let query = 0; query < 5; query++) expect(await live.use(answer)).toBe(first.id);
  letGo();
  await until(() => live.status.generation === second.id);
});

test("an old generation stays open and on disk until its last query ends, then it is closed and deleted", async () => {
  const { live, target, source, first, folder } = await startLive();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const slow = live.use(async (generation) => {
    await ended;
    return await answer(generation);
  });
  await until(() => live.status.generation === first.id);
  const second = await buildRandomGeneration(source, { seed: 2 });
  await publish(source, target);
  await live.refreshNow();
  expect(await live.use(answer)).toBe(second.id);
  const oldSegment = join(folder, "segments", String(first.manifest.segments[0]?.id));
  expect(existsSync(oldSegment)).toBe(true);
  end();
  expect(await slow).toBe(first.id);
  await until(() => !existsSync(oldSegment));
  expect(await live.use(answer)).toBe(second.id);
});

test("no query fails during ten changes, and only the last generation stays on disk", async () => {
  const { live, target, source, folder } = await startLive();
  await live.use(answer);
  let isDone = false;
  const seen = new Set<string>();
  const askOn = async () => {
    for (; !isDone; await new Promise((resolve) => setImmediate(resolve))) seen.add(await live.use(answer));
  };
  const asking = Promise.all([askOn(), askOn(), askOn(), askOn()]);
  let last = "";
  for (let seed = 2; seed <= 11; seed++) {
    last = (await buildRandomGeneration(source, { seed })).id;
    await publish(source, target, { smokeTest: async () => {} });
    expect((await live.refreshNow()).generation).toBe(last);
  }
  await until(() => seen.has(last));
  isDone = true;
  await asking;
  expect(seen.size).toBeGreaterThan(9);
  await until(() => readdirSync(join(folder, "segments")).length === 1);
  expect(readdirSync(join(folder, "generations"))).toEqual([`${last}.json`]);
});

test("if the store fails, it keeps answering, states the age of the answer, and recovers", async () => {
  const { live, intercept, clock, first } = await startLive();
  await live.use(answer);
  intercept.before = storeDown;
  for (let checks = 1; checks <= 3; checks++) {
    clock.advance(REFRESH_MS);
    expect(await live.use(answer)).toBe(first.id);
    await until(() => live.status.lastError !== null);
  }
  expect(live.status).toMatchObject({ ageMs: 3 * REFRESH_MS, lastError: { code: "store-unreachable" } });
  await expect(live.refreshNow()).rejects.toMatchObject({ code: "store-unreachable" });
  intercept.before = () => {};
  clock.advance(REFRESH_MS);
  await live.use(answer);
  await until(() => live.status.lastError === null);
  expect(live.status).toMatchObject({ generation: first.id, ageMs: 0 });
});

test("without latest.json, the old generation keeps answering", async () => {
  const { live, target, first } = await startLive();
  await live.use(answer);
  await target.delete([LATEST_KEY]);
  await expect(live.refreshNow()).rejects.toMatchObject({ code: "index-missing" });
  expect(await live.use(answer)).toBe(first.id);
});

test.each([
  ["is damaged", "object-corrupt"],
  ["lacks an object", "object-missing"],
  ["is of another model", "model-mismatch"],
  ["has a damaged pointer", "index-corrupt"],
] as const)("a newer generation that %s is not served; the next good one is", async (what, code) => {
  const { live, target, source, first, store, clock } = await startLive();
  await live.use(answer);
  await publishBad(what, { source, target });
  await expect(live.refreshNow()).rejects.toMatchObject({ code });
  expect(await live.use(answer)).toBe(first.id);
  expect(live.status).toMatchObject({ generation: first.id, lastError: { code } });
  // It is not tried again at the next check, only the pointer is looked at.
  store.reset();
  clock.advance(REFRESH_MS);
  await live.use(answer);
  await until(() => store.total.calls > 0);
  expect(store.total.calls).toBe(1);
  expect(live.status.lastError).toMatchObject({ code });
  const good = await buildRandomGeneration(source, { seed: 3 });
  await publish(source, target, { smokeTest: async () => {} });
  clock.advance(REFRESH_MS);
  await live.use(answer);
  await until(() => live.status.generation === good.id);
  expect(live.status.lastError).toBeNull();
});

test("a damaged generation that is repaired in the store is tried again later", async () => {
  const { live, target, source, clock } = await startLive();
  await live.use(answer);
  const bad = await publishBad("lacks an object", { source, target });
  await expect(live.refreshNow()).rejects.toMatchObject({ code: "object-missing" });
  await publish(source, target, { id: bad });
  clock.advance(2 * REFRESH_MS);
  await live.use(answer);
  await until(() => live.status.generation === bad);
});

test("a rollback is followed, although its generation is older, and its files are downloaded again", async () => {
  const { live, target, source, first } = await startLive();
  await live.use(answer);
  const second = await buildRandomGeneration(source, { seed: 2 });
  await publish(source, target);
  expect((await live.refreshNow()).generation).toBe(second.id);
  await publish(source, target, { id: first.id });
  expect((await live.refreshNow()).generation).toBe(first.id);
  expect(await live.use(answer)).toBe(first.id);
});

test("a rewritten pointer to the same generation costs one request", async () => {
  const { live, target, first, store } = await startLive();
  await live.use(answer);
  const etag = (await target.get(LATEST_KEY))?.etag ?? null;
  await target.putIfMatch(
    LATEST_KEY,
    Buffer.from(
      serializePointer({
        generation: first.id,
        publishedAt: new Date(0).toISOString(),
        version: 9,
        epoch: 0,
      }),
    ),
    etag,
  );
  store.reset();
  await live.refreshNow();
  await live.refreshNow();
  expect(store.counts).toEqual({ getIfChanged: { calls: 2, bytes: expect.any(Number) } });
});

test("files of an earlier process are used if needed, and otherwise removed", async () => {
  const { live, target, source, folder, options, first } = await startLive();
  await live.use(answer);
  const second = await buildRandomGeneration(source, { seed: 2, base: first.manifest });
  await publish(source, target);
  await live.close();
  const store = new CountingObjectStore(target);
  const next = new LiveGeneration({ ...options, store });
  onTestFinished(() => next.close());
  expect(await next.use(answer)).toBe(second.id);
  expect(store.counts.getToFile?.calls).toBe(FILES);
  expect(readdirSync(join(folder, "generations"))).toEqual([`${second.id}.json`]);
});

test("simultaneous explicit refreshes all end with the newest generation", async () => {
  const { live, target, source } = await startLive();
  await live.use(answer);
  const second = await buildRandomGeneration(source, { seed: 2 });
  await publish(source, target);
  await collectGarbage(target, { keep: 0, graceMs: 0 });
  const results = await Promise.all([live.refreshNow(), live.refreshNow(), live.refreshNow()]);
  expect(results.map(({ generation }) => generation)).toEqual([second.id, second.id, second.id]);
});

test("closing does not wait, running queries finish, and later ones are rejected", async () => {
  const { live, first } = await startLive();
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const slow = live.use(async (generation) => {
    await ended;
    return await answer(generation);
  });
  await until(() => live.status.generation !== null);
  await live.close();
  await expect(live.use(answer)).rejects.toMatchObject({ code: "internal" });
  end();
  expect(await slow).toBe(first.id);
});

test("a query's own error reaches its caller and frees the generation", async () => {
  const { live, target, source, folder } = await startLive();
  const broken = live.use(() => {
    throw new Error("no such field");
  });
  await expect(broken).rejects.toThrow("no such field");
  await buildRandomGeneration(source, { seed: 2 });
  await publish(source, target);
  await live.refreshNow();
  await until(() => readdirSync(join(folder, "segments")).length === 1);
});

async function startLive({ format = localSegmentFormat } = {}) {
  const source = temporaryFolder();
  const first = await buildRandomGeneration(source, { seed: 1 });
  const target = new MemoryObjectStore();
  await publish(source, target);
  const intercept = new InterceptingObjectStore(target, {});
  const store = new CountingObjectStore(intercept);
  let ms = Date.UTC(2026, 0, 1);
  const clock = {
    advance: (by: number) => {
      ms += by;
    },
  };
  const folder = temporaryFolder();
  const options: LiveGenerationOptions = {
    store,
    folder,
    format,
    checkManifest: (manifest) => checkModel(manifest, { modelName: "random", fingerprint: FINGERPRINT }),
    refreshMs: REFRESH_MS,
    now: () => new Date(ms),
  };
  const live = new LiveGeneration(options);
  onTestFinished(() => live.close());
  return { live, source, first, target, intercept, store, clock, folder, options };
}

/** Asks every segment something and yields between, as a real query does. */
async function answer(generation: OpenGeneration): Promise<string> {
  const [query] = randomEmbeddings(1, RANDOM_DIMENSIONS) as [Float32Array];
  for (const segment of generation.segments) {
    expect(segment.approximate.search(query, 3)).toHaveLength(3);
    await new Promise((resolve) => setImmediate(resolve));
    expect(bestMatches(segment.words, "weather", { limit: 3 })).toHaveLength(3);
  }
  return generation.id;
}

function storeDown(_: StoreCall): never {
  throw new DatelineError("store-unreachable", "Cannot reach the store");
}

async function publishBad(
  what: string,
  { source, target }: { source: string; target: ObjectStore },
): Promise<string> {
  if (what === "has a damaged pointer") {
    const etag = (await target.get(LATEST_KEY))?.etag ?? null;
    await target.putIfMatch(LATEST_KEY, Buffer.from("{"), etag);
    return "";
  }
  const fingerprint = what === "is of another model" ? "0".repeat(64) : FINGERPRINT;
  const bad = await buildRandomGeneration(source, { seed: 2, fingerprint });
  await publish(source, target);
  const key = `segments/${bad.manifest.segments.at(-1)?.id}/passages.sqlite`;
  const good = (await target.get(key))?.bytes as Uint8Array;
  if (what === "is of another model") return bad.id;
  await target.delete([key]);
  if (what === "is damaged")
    await target.putIfMatch(
      key,
      good.map((byte) => byte ^ 1),
      null,
    );
  return bad.id;
}

test("an older generation can be queried by its id while the newer one serves", async () => {
  const { live, store, target, source, first } = await startLive();
  await live.use(answer);
  const second = await buildRandomGeneration(source, { seed: 2, base: first.manifest });
  await publish(source, target);
  await live.refreshNow();
  expect(await live.use(answer)).toBe(second.id);
  store.reset();
  const answers = await Promise.all([live.useKept(first.id, answer), live.useKept(first.id, answer)]);
  expect(answers).toEqual([first.id, first.id]);
  // Its manifest; its segment is one of the newer one too.
  expect(store.total.calls).toBe(1);
  expect(await live.useKept(second.id, answer)).toBe(second.id);
  expect(await live.use(answer)).toBe(second.id);
  expect(store.total.calls).toBe(1);
});

test("a generation that the store has deleted is reported as missing, and the current one still serves", async () => {
  const { live, first } = await startLive();
  await live.use(answer);
  await expect(live.useKept("0".repeat(64), answer)).rejects.toMatchObject({ code: "object-missing" });
  expect(live.status).toMatchObject({ generation: first.id, lastError: null });
  expect(await live.use(answer)).toBe(first.id);
});

test("the last requested older generation stays open", async () => {
  const { live, target, source, first, folder } = await startLive();
  await live.use(answer);
  const second = await buildRandomGeneration(source, { seed: 2 });
  await publish(source, target);
  await live.refreshNow();
  const third = await buildRandomGeneration(source, { seed: 3 });
  await publish(source, target);
  await live.refreshNow();
  expect(await live.useKept(first.id, answer)).toBe(first.id);
  expect(await live.useKept(second.id, answer)).toBe(second.id);
  const kept = [second.id, third.id].map((id) => `${id}.json`);
  await until(() => readdirSync(join(folder, "generations")).length === 2);
  expect(readdirSync(join(folder, "generations")).sort()).toEqual(kept.sort());
});

test("two alternating older generations are not downloaded repeatedly", async () => {
  const { live, store, target, source, first, clock } = await startLive();
  await live.use(answer);
  const second = await buildRandomGeneration(source, { seed: 2 });
  await publish(source, target);
  await live.refreshNow();
  await buildRandomGeneration(source, { seed: 3 });
  await publish(source, target);
  await live.refreshNow();
  store.reset();
  const outcomes: string[] = [];
  for (let turn = 0; turn < 10; turn++) {
    const id = turn % 2 === 0 ? first.id : second.id;
    outcomes.push(await live.useKept(id, answer).catch(({ code }) => code));
  }
  const isOpened = outcomes.map((outcome) => outcome !== "object-missing");
  // The one that is open goes on answering.
  expect(isOpened.slice(0, 2)).toEqual([true, true]);
  expect(isOpened.slice(4)).toContain(false);
  expect(store.counts.getToFile?.calls).toBeLessThanOrEqual(3 * FILES);
  expect(live.status.lastError).toBeNull();
  clock.advance(600_000);
  expect(await live.useKept(first.id, answer)).toBe(first.id);
  expect(await live.useKept(second.id, answer)).toBe(second.id);
});
