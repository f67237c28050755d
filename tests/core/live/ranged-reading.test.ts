import { createHash } from "node:crypto";
import { CountingObjectStore } from "@dateline-search/core/adapters/object-store/counting-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline-search/core/errors";
import type { OpenGeneration } from "@dateline-search/core/generation/open-generation";
import type { RangedReading } from "@dateline-search/core/live/generation-folder";
import { LiveGeneration } from "@dateline-search/core/live/live-generation";
import type { ByteRange, ObjectStore, RequestOptions } from "@dateline-search/core/ports/object-store";
import { TooMuchUnfetched } from "@dateline-search/core/ports/unfetched";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import type { SearchResult } from "@dateline-search/core/types";
import { expect, onTestFinished, test } from "vitest";
import { buildTestIndex } from "../../fixtures/build-test-index.ts";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { InterceptingObjectStore } from "../../fixtures/intercepting-object-store.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { until } from "../../fixtures/until.ts";

const ARTICLES = 80;
const REFRESH_MS = 3_600_000;
const HEADS = localSegmentFormat.headFiles.length;
const OTHERS = localSegmentFormat.files.length - HEADS;
const QUERY = "storms kept the ferry number 17 in port";
const SOON_WHOLE: RangedReading = { leastBytes: 0, mayBeWhole: () => true };
const NEVER_WHOLE: RangedReading = { leastBytes: 0, mayBeWhole: () => false };
const embedder = hashedWordsEmbedder();

test("the first query waits only for the heads, and has the same answer as with the whole index", async () => {
  const { live, store, search } = await start(SOON_WHOLE);
  const first = await search(QUERY);
  expect(first.plan).toEqual(["ranged"]);
  expect(store.counts.getRange?.calls).toBeGreaterThan(0);
  await until(() => wholeOf(live));
  const whole = await search(QUERY);
  expect(whole.plan).toEqual(["exact-scan"]);
  expect(answerOf(first)).toEqual(answerOf(whole));
});

test("only the heads are downloaded before the first answer, and each other file once afterwards", async () => {
  const { live, store, search } = await start(SOON_WHOLE);
  let atAnswer: number | undefined;
  await live.use(async (generation) => {
    await searchPassages({ generation, embedder }, parseQuery({ text: QUERY }));
    atAnswer = store.counts.getToFile?.calls;
  });
  expect(atAnswer).toBe(HEADS);
  await until(() => wholeOf(live));
  expect(store.counts.getToFile?.calls).toBe(HEADS + OTHERS);
  store.reset();
  await search(QUERY);
  expect(store.total.calls).toBe(0);
});

test("a query waits for the whole index if it has little besides its heads", async () => {
  const { store, search } = await start({ leastBytes: 1e9, mayBeWhole: () => true });
  expect((await search(QUERY)).plan).toEqual(["exact-scan"]);
  expect(store.counts.getRange).toBeUndefined();
});

test("an index without space stays in ranges, and no range is read twice", async () => {
  const { live, store, search } = await start(NEVER_WHOLE);
  const first = await search(QUERY);
  expect(first.plan).toEqual(["ranged"]);
  store.reset();
  expect(answerOf(await search(QUERY))).toEqual(answerOf(first));
  expect(store.total.calls).toBe(0);
  await search("harvest of article 55");
  expect(store.counts.getToFile).toBeUndefined();
  expect(wholeOf(live)).toBe(false);
});

test("a query needs at most three sequential reads", async () => {
  const { intercept, live } = await start(NEVER_WHOLE);
  await live.use(() => {});
  let [open, rounds] = [0, 0];
  intercept.before = () => {
    if (open++ === 0) rounds++;
  };
  intercept.after = () => {
    open--;
  };
  await live.use(
    async (generation) => await searchPassages({ generation, embedder }, parseQuery({ text: QUERY })),
  );
  expect(rounds).toBeGreaterThan(0);
  expect(rounds).toBeLessThanOrEqual(3);
});

test("simultaneous queries share their reads", async () => {
  const { damage, search } = await start(NEVER_WHOLE);
  const read: string[] = [];
  damage.of = (key, { start: first }) => {
    read.push(`${key} ${first}`);
    return false;
  };
  const answers = await Promise.all([search(QUERY), search(QUERY), search(QUERY)]);
  expect(new Set(answers.map((answer) => JSON.stringify(answerOf(answer)))).size).toBe(1);
  expect(read.length).toBeGreaterThan(2);
  expect(read).toEqual([...new Set(read)]);
});

test("bytes corrupted in transit are read again, and never used", async () => {
  const { damage, search, expected } = await start(NEVER_WHOLE);
  let damaged = 0;
  damage.of = () => {
    damaged++;
    return damaged % 3 === 1;
  };
  expect(answerOf(await search(QUERY))).toEqual(await expected(QUERY));
  expect(damaged).toBeGreaterThan(1);
});

test("permanently wrong bytes are an error, and so is a truncated object", async () => {
  const { damage, search, expected } = await start(NEVER_WHOLE);
  damage.of = () => true;
  await expect(search(QUERY)).rejects.toMatchObject({ code: "object-corrupt" });
  damage.of = () => false;
  damage.cuts = true;
  await expect(search(QUERY)).rejects.toMatchObject({ code: "object-corrupt" });
  damage.cuts = false;
  expect(answerOf(await search(QUERY))).toEqual(await expected(QUERY));
});

test("a store failure during a query is an error of that query alone", async () => {
  const { intercept, search } = await start(NEVER_WHOLE);
  intercept.before = ({ operation }) => {
    if (operation === "getRange") throw new DatelineError("store-unreachable", "Cannot read: it is down");
  };
  await expect(search(QUERY)).rejects.toMatchObject({ code: "store-unreachable" });
  intercept.before = () => {};
  expect((await search(QUERY)).hits.length).toBeGreaterThan(0);
});

test("a query whose objects are gone is answered by the newer generation, or fails if there is none", async () => {
  const { live, target, search, publishNew } = await start(NEVER_WHOLE);
  const first = await live.use(({ id }) => id);
  const keys: string[] = [];
  for await (const { key } of target.list("segments/")) keys.push(key);
  await target.delete(keys.filter((key) => key.endsWith(".bin")));
  await expect(search("harvest of article 55")).rejects.toMatchObject({ code: "object-missing" });
  await publishNew();
  const next = await search("harvest of article 55");
  expect(next.generation).not.toBe(first);
  expect(next.hits.length).toBeGreaterThan(0);
});

test("if the rest cannot be downloaded, queries keep reading ranges, and the download is retried later", async () => {
  const { live, clock, intercept, search } = await start(SOON_WHOLE);
  intercept.before = ({ operation, key }) => {
    if (operation === "getToFile" && key.endsWith(".bin")) {
      throw new DatelineError("store-unreachable", "Cannot read: it is down");
    }
  };
  expect((await search(QUERY)).plan).toEqual(["ranged"]);
  await until(() => live.status.lastError !== null);
  expect(live.status.lastError).toMatchObject({ code: "store-unreachable" });
  expect((await search(QUERY)).plan).toEqual(["ranged"]);
  intercept.before = () => {};
  clock.advance(4 * REFRESH_MS);
  await search(QUERY);
  await until(() => wholeOf(live));
  expect((await search(QUERY)).plan).toEqual(["exact-scan"]);
});

test("a newer generation replaces one that is still being downloaded", async () => {
  const { live, intercept, search, publishNew } = await start(SOON_WHOLE);
  let isHeld = true;
  intercept.before = async ({ operation, key }) => {
    if (operation === "getToFile" && key.endsWith("graph.bin")) await until(() => !isHeld);
  };
  const first = await search(QUERY);
  const { generation } = await publishNew();
  const refreshed = live.refreshNow();
  isHeld = false;
  await refreshed;
  const next = await search(QUERY);
  expect(next.generation).toBe(generation);
  expect(next.generation).not.toBe(first.generation);
  await until(() => wholeOf(live));
  expect(await search(QUERY)).toMatchObject({ generation, plan: ["exact-scan"] });
});

test("an operation that needs most of an index waits for all of it", async () => {
  const { live, search } = await start(SOON_WHOLE);
  await search(QUERY);
  const asked: boolean[] = [];
  const answer = await live.use(({ isWhole }) => {
    asked.push(isWhole);
    if (!isWhole) throw new TooMuchUnfetched(1e9);
    return "whole";
  });
  expect(answer).toBe("whole");
  expect(asked.at(-1)).toBe(true);
});

test("an operation that needs most of an index without space is an error with the reason", async () => {
  const { live } = await start(NEVER_WHOLE);
  const asked = live.use(() => {
    throw new TooMuchUnfetched(1e9);
  });
  await expect(asked).rejects.toMatchObject({ code: "disk-full" });
});

/** Whether the next query finds all of the index here. */
function wholeOf(live: LiveGeneration): boolean {
  let isWhole = false;
  live
    .use((generation: OpenGeneration) => {
      isWhole = generation.isWhole;
    })
    .catch(() => {});
  return isWhole;
}

/** Its hits in their order, and how near they are. Scores are relative to the farthest candidate, which is estimated. */
function answerOf({ hits }: SearchResult) {
  return hits.map(({ passage, article, highlight, parts }) => ({
    passage,
    article,
    highlight,
    similarity: Math.round(parts.similarity * 1e5),
  }));
}

/**
 * Every test has texts of its own, because blocks that one test has read are kept for the whole process. They are
 * the same in every run: scores are relative to the farthest candidate, which ranges estimate, so that of articles
 * as alike as these two can change places.
 */
function records(word: string): readonly object[] {
  return Array.from({ length: ARTICLES }, (_, index) => ({
    id: `${word}-${index}`,
    title: `Report ${index} of ${word}`,
    text: [
      `Storms kept the ferry number ${index} in port, ${word} says.`,
      `The harvest of article ${index} fell by ${index % 10} tenths. ${nameOf(word, index, 1)} ${nameOf(word, index, 2)}`,
      `The orchestra of town ${index % 13} plays ${word} on ${nameOf(word, index, 3)}.`,
    ].join("\n\n"),
    publishedAt: `2025-01-${String(1 + (index % 28)).padStart(2, "0")}`,
  }));
}

/** A word that nothing else has. */
function nameOf(...parts: readonly (string | number)[]): string {
  const hex = createHash("sha256").update(parts.join(" ")).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 28)].join("-");
}

async function start(ranged: RangedReading) {
  const word = nameOf(expect.getState().currentTestName ?? "");
  const { folder: source, report } = await buildTestIndex(records(word));
  const target = new MemoryObjectStore();
  await publish(source, target, { smokeTest: async () => {} });
  const damage: Damage = { of: () => false, cuts: false };
  const intercept = new InterceptingObjectStore(damaging(target, damage), {});
  const store = new CountingObjectStore(intercept);
  let ms = Date.UTC(2026, 0, 1);
  const live = new LiveGeneration({
    store,
    folder: temporaryFolder(),
    format: localSegmentFormat,
    checkManifest: () => {},
    refreshMs: REFRESH_MS,
    ranged,
    now: () => new Date(ms),
    monotonicMs: () => ms,
  });
  onTestFinished(() => live.close());
  const search = async (text: string) =>
    await live.use(
      async (generation) => await searchPassages({ generation, embedder }, parseQuery({ text })),
    );
  return {
    ...{ live, store, intercept, target, damage, search, report },
    clock: {
      advance: (by: number) => {
        ms += by;
      },
    },
    /** The answer of the whole index. */
    expected: async (text: string) => {
      const whole = new LiveGeneration({
        store: target,
        folder: temporaryFolder(),
        format: localSegmentFormat,
        checkManifest: () => {},
        refreshMs: REFRESH_MS,
      });
      onTestFinished(() => whole.close());
      return answerOf(
        await whole.use(
          async (generation) => await searchPassages({ generation, embedder }, parseQuery({ text })),
        ),
      );
    },
    publishNew: async () => {
      const next = await buildTestIndex(records(nameOf(word, "next")));
      await publish(next.folder, target, { smokeTest: async () => {} });
      return { generation: next.report.generation };
    },
  };
}

/** What happens to ranges on their way. */
interface Damage {
  /** Whether a byte changes. */
  of: (key: string, range: ByteRange) => boolean;
  /** Leaves a byte out. */
  cuts: boolean;
}

function damaging(store: ObjectStore, damage: Damage): ObjectStore {
  return new Proxy(store, {
    get: (_target, name) => {
      if (name !== "getRange") return Reflect.get(store, name).bind(store);
      return async (key: string, range: ByteRange, options?: RequestOptions) => {
        const bytes = await store.getRange(key, range, options);
        if (damage.cuts) return bytes.subarray(1);
        if (damage.of(key, range)) bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
        return bytes;
      };
    },
  });
}
