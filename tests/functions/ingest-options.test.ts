import {
  readEngineLayout,
  readFeedOptions,
  readMaxObjectBytes,
} from "@dateline-search/functions/ingest/ingest-options";
import { readSwitch } from "@dateline-search/functions/read-switch";
import { expect, test } from "vitest";

test("feeds are separated by any white space, and nothing else is enabled by default", () => {
  const options = readFeedOptions({
    DATELINE_FEEDS: " https://a.example/rss\n\thttps://b.example/atom.xml ",
  });
  expect(options).toMatchObject({
    feeds: ["https://a.example/rss", "https://b.example/atom.xml"],
    follow: false,
    allowPrivateAddresses: false,
  });
});

test("times without a zone are in the zone of their feed", () => {
  const feeds = { DATELINE_FEEDS: "https://a.example/rss" };
  expect(readFeedOptions(feeds).timeZones).toEqual([]);
  expect(
    readFeedOptions({ ...feeds, DATELINE_SOURCE_TIME_ZONE: "Europe/Paris a.example=Asia/Seoul" }).timeZones,
  ).toEqual([
    { prefix: "", timeZone: "Europe/Paris" },
    { prefix: "a.example", timeZone: "Asia/Seoul" },
  ]);
  expect(() => readFeedOptions({ ...feeds, DATELINE_SOURCE_TIME_ZONE: "Nowhere" })).toThrow(
    "is not a time zone",
  );
});

test.each([undefined, "", "  "])("a missing feed (%j) is reported", (DATELINE_FEEDS) => {
  expect(() => readFeedOptions({ DATELINE_FEEDS })).toThrow(
    "Cannot read feeds: DATELINE_FEEDS and the list of DATELINE_FEED_LIST are empty",
  );
});

test("feeds of a list come after those of the variable", () => {
  const { feeds } = readFeedOptions({ DATELINE_FEEDS: "https://a.example/rss" }, "https://b.example/rss\n");
  expect(feeds).toEqual(["https://a.example/rss", "https://b.example/rss"]);
  expect(readFeedOptions({}, "https://b.example/rss").feeds).toEqual(["https://b.example/rss"]);
});

test.each(["ftp://a.example/rss", "a.example/rss", "https://"])("%j is not a feed", (feed) => {
  expect(() => readFeedOptions({ DATELINE_FEEDS: `https://b.example/rss ${feed}` })).toThrow(feed);
});

test.each([
  [{}, 64e6],
  [{ DATELINE_MAX_OBJECT_MB: "" }, 64e6],
  [{ DATELINE_MAX_OBJECT_MB: "500" }, 500e6],
])("a limit of %j allows this many bytes", (environment, bytes) => {
  expect(readMaxObjectBytes(environment)).toBe(bytes);
});

test.each(["0", "-1", "many", "5001"])("a limit of %s MB on objects is rejected", (value) => {
  expect(() => readMaxObjectBytes({ DATELINE_MAX_OBJECT_MB: value })).toThrow(`it is "${value}"`);
});

test.each([
  ["on", true],
  [" on ", true],
  ["off", false],
  ["", false],
  [undefined, false],
])("a switch that is %j is %s", (value, isOn) => {
  expect(readSwitch({ DATELINE_FOLLOW: value }, "DATELINE_FOLLOW")).toBe(isOn);
});

test.each(["1", "true", "yes", "ON", "0"])("rejects %j as a switch", (value) => {
  const feeds = { DATELINE_FEEDS: "https://a.example/rss", DATELINE_FOLLOW: value };
  expect(() => readFeedOptions(feeds)).toThrow(`DATELINE_FOLLOW must be "on" or "off", it is "${value}"`);
});

test("a new index of a cluster has one shard and one replica by default", () => {
  expect(readEngineLayout({})).toEqual({ shards: 1, replicas: 1 });
  const layout = { DATELINE_ENGINE_SHARDS: "3", DATELINE_ENGINE_REPLICAS: "0" };
  expect(readEngineLayout(layout)).toEqual({ shards: 3, replicas: 0 });
  expect(() => readEngineLayout({ DATELINE_ENGINE_SHARDS: "0" })).toThrow(
    'Cannot load the cluster: DATELINE_ENGINE_SHARDS must be a whole number from 1 to 64, it is "0"',
  );
});
