import { join } from "node:path";
import { CountingObjectStore } from "@dateline-search/core/adapters/object-store/counting-object-store";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import type { OpenGeneration } from "@dateline-search/core/generation/open-generation";
import { compactIndex } from "@dateline-search/core/indexing/compact-index";
import { LiveGeneration } from "@dateline-search/core/live/live-generation";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { hashedWordsEmbedder } from "../fixtures/hashed-words-embedder.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { type KnownArticle, updateTestIndex } from "../fixtures/update-test-index.ts";
import { startVersitygw, type VersityGateway } from "../setup/versitygw.ts";

const BUILDERS = 8;
const BATCHES_OF_EACH = 3;
const ARTICLES_OF_BATCH = 5;

let gateway: VersityGateway;
beforeAll(async () => {
  gateway = await startVersitygw();
  await gateway.createBucket("news");
});
afterAll(async () => await gateway?.stop());

/** A client of its own, as another process has. */
function openStore(prefix: string): S3ObjectStore {
  const { endpoint, accessKeyId, secretAccessKey } = gateway;
  const credentials = { accessKeyId, secretAccessKey };
  return new S3ObjectStore({ bucket: "news", prefix, endpoint, region: "us-east-1", credentials });
}

function storiesOf(builder: number, batch: number): KnownArticle[] {
  return Array.from({ length: ARTICLES_OF_BATCH }, (_, index) => {
    const id = `story-${builder}-${batch}-${index}`;
    return {
      id,
      text: `Harbour report number ${builder}${batch}${index}: the ferry of line ${builder} sailed.`,
    };
  });
}

async function follow(store: ObjectStore): Promise<LiveGeneration> {
  const live = new LiveGeneration({
    store,
    folder: temporaryFolder(),
    format: localSegmentFormat,
    checkManifest: () => {},
    refreshMs: 60_000,
  });
  onTestFinished(() => live.close());
  await live.refreshNow();
  return live;
}

async function idsIn(generation: OpenGeneration, text: string): Promise<string[]> {
  const context = { generation, embedder: hashedWordsEmbedder() };
  const ids: string[] = [];
  for (let offset = 0; ; offset += 100) {
    const { hits } = await searchPassages(context, { ...parseQuery({ text, limit: 100 }), offset });
    ids.push(...hits.map(({ article }) => article.id));
    if (hits.length < 100) return ids.sort();
  }
}

test("eight simultaneous builders on one bucket lose nothing, and their segments are compacted into one", async () => {
  const prefix = "parallel";
  const build = async (_: unknown, builder: number) => {
    const store = openStore(prefix);
    const identities = new IdentityReader(store);
    for (let batch = 0; batch < BATCHES_OF_EACH; batch++) {
      await updateTestIndex(store, { articles: storiesOf(builder, batch), identities });
    }
  };
  await Promise.all(Array.from({ length: BUILDERS }, build));
  const expected = Array.from({ length: BUILDERS }, (_, builder) =>
    Array.from({ length: BATCHES_OF_EACH }, (_, batch) => storiesOf(builder, batch)),
  ).flat(2);
  const live = await follow(openStore(prefix));
  expect(live.status.manifest?.segments).toHaveLength(BUILDERS * BATCHES_OF_EACH);
  const ids = await live.use((generation) => idsIn(generation, "harbour ferry"));
  expect(ids).toEqual(expected.map(({ id }) => id).sort());
  const store = openStore(prefix);
  const { manifest } = await compactIndex(
    {
      store,
      format: localSegmentFormat,
      identities: new IdentityReader(store),
      workFolder: join(temporaryFolder(), "compact"),
    },
    { all: true },
  );
  expect(manifest).toMatchObject({ articles: expected.length, segments: [{ articles: expected.length }] });
  await live.refreshNow();
  expect(await live.use((generation) => idsIn(generation, "harbour ferry"))).toEqual(ids);
});

test("a warm function downloads only the new segment, however large the index is", async () => {
  const bytesFor: number[] = [];
  for (const [size, prefix] of [
    [1, "small"],
    [60, "large"],
  ] as const) {
    const store = openStore(prefix);
    for (let batch = 0; batch < size; batch += 20) {
      const articles = Array.from({ length: Math.min(20, size) }, (_, n) => storiesOf(batch + n, 0)).flat();
      await updateTestIndex(store, { articles });
    }
    const counting = new CountingObjectStore(openStore(prefix));
    const live = await follow(counting);
    counting.reset();
    const { manifest } = await updateTestIndex(store, {
      articles: [{ id: "lighthouse", text: "The lighthouse on the northern cape has a new lamp." }],
    });
    await live.refreshNow();
    expect(await live.use((generation) => idsIn(generation, "lighthouse lamp"))).toContain("lighthouse");
    // latest.json, the manifest, and the files of one segment.
    expect(counting.counts).toMatchObject({
      getIfChanged: { calls: 1 },
      get: { calls: 1 },
      getToFile: { calls: localSegmentFormat.files.length },
    });
    expect(Object.keys(counting.counts).sort()).toEqual(["get", "getIfChanged", "getToFile"]);
    const added = manifest?.segments.at(-1);
    const newBytes = Object.values(added?.files ?? {}).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    expect(counting.counts.getToFile?.bytes).toBe(newBytes);
    bytesFor.push(counting.total.bytes);
  }
  const [small = 0, large = 0] = bytesFor;
  // The manifest lists a few segments more.
  expect(large - small).toBeLessThan(4_096);
});

test("a take-down is followed without downloading a segment", async () => {
  const store = openStore("take-down");
  await updateTestIndex(store, { articles: storiesOf(1, 1) });
  const counting = new CountingObjectStore(openStore("take-down"));
  const live = await follow(counting);
  counting.reset();
  await updateTestIndex(store, { removeIds: ["story-1-1-0"] });
  await live.refreshNow();
  expect(await live.use((generation) => idsIn(generation, "harbour"))).not.toContain("story-1-1-0");
  expect(counting.counts.getToFile).toBeUndefined();
});
