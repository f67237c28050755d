import { createHash } from "node:crypto";
import { parseApiKeys } from "@dateline-search/functions/api-keys";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { type HttpSettings, OPEN_SETTINGS } from "@dateline-search/functions/http-settings";
import { expect, test } from "vitest";
import { type CloudFrontOptions, CloudFrontStandIn } from "../setup/cloudfront-stand-in.ts";
import { openTestIndex, startTestService } from "./start-test-service.ts";

const SEARCH = "https://search.example/v1/search?q=wheat";
const hashOf = (key: string) => createHash("sha256").update(key).digest("hex");
const apiKeys = parseApiKeys(`one:${hashOf("key-one")} two:${hashOf("key-two")}`);

/** The app behind CloudFront as infra/router.ts has it. */
function start(
  settings: Partial<HttpSettings>,
  options: Partial<CloudFrontOptions> = {},
  service = startTestService(),
) {
  const given = { ...OPEN_SETTINGS, ...settings };
  const app = createHttpApp({ ...service, settings: () => given });
  const origin = async (request: Request) => await app.fetch(request);
  const cloudFront = new CloudFrontStandIn({ origin, attempts: 1, errorSeconds: 0, ...options });
  const asked = () => service.lines.filter(({ message }) => message === "request").length;
  const xCache = async (headers: Record<string, string> = {}) => {
    const response = await cloudFront.fetch(SEARCH, { headers });
    return [response.status, response.headers.get("x-cache")?.split(" ")[0]];
  };
  return { cloudFront, asked, xCache };
}

test("answers of a public stage are cached as long as they state, and then revalidated by their ETag", async () => {
  const { cloudFront, asked, xCache } = start({ cacheSeconds: 60 });
  expect([await xCache(), await xCache()]).toEqual([
    [200, "Miss"],
    [200, "Hit"],
  ]);
  expect(asked()).toBe(1);
  cloudFront.now += 61;
  expect(await xCache()).toEqual([200, "RefreshHit"]);
  expect(await xCache()).toEqual([200, "Hit"]);
  expect(asked()).toBe(2);
});

test("without a cache time, every answer is revalidated before it is used", async () => {
  const { asked, xCache } = start({});
  expect([await xCache(), await xCache()]).toEqual([
    [200, "Miss"],
    [200, "RefreshHit"],
  ]);
  expect(asked()).toBe(2);
});

test("a stage with keys caches nothing, and no caller gets the answer of another", async () => {
  const { asked, xCache } = start({ apiKeys, cacheSeconds: 60 });
  expect(await xCache({ "X-Api-Key": "key-one" })).toEqual([200, "Miss"]);
  expect(await xCache({ "X-Api-Key": "key-one" })).toEqual([200, "Miss"]);
  expect(await xCache({ Authorization: "Bearer key-two" })).toEqual([200, "Miss"]);
  expect((await xCache())[0]).toBe(401);
  expect((await xCache({ "X-Api-Key": "wrong" }))[0]).toBe(401);
  expect(asked()).toBe(5);
});

test("an error is not cached, so a recovered function answers at once", async () => {
  let isBroken = true;
  const service = startTestService({
    openIndex: async () => {
      if (isBroken) throw new Error("S3 is slow");
      return await openTestIndex();
    },
  });
  const { xCache } = start({}, {}, service);
  expect((await xCache())[0]).toBeGreaterThanOrEqual(500);
  isBroken = false;
  expect(await xCache()).toEqual([200, "Miss"]);
});

test("by default, CloudFront would keep the error for ten seconds", async () => {
  let isBroken = true;
  const service = startTestService({
    openIndex: async () => {
      if (isBroken) throw new Error("S3 is slow");
      return await openTestIndex();
    },
  });
  const { xCache, cloudFront } = start({}, { errorSeconds: 10 }, service);
  expect((await xCache())[0]).toBeGreaterThanOrEqual(500);
  isBroken = false;
  expect((await xCache())[0]).toBeGreaterThanOrEqual(500);
  cloudFront.now += 10;
  expect((await xCache())[0]).toBe(200);
});

test("a GET without an answer in time is sent once, not three times", async () => {
  let sent = 0;
  const origin = async (): Promise<Response> => {
    sent += 1;
    throw new Error("no answer in time");
  };
  const once = new CloudFrontStandIn({ origin, attempts: 1, errorSeconds: 0 });
  expect((await once.fetch(SEARCH)).status).toBe(504);
  expect(sent).toBe(1);
  const usual = new CloudFrontStandIn({ origin, attempts: 3, errorSeconds: 0 });
  await usual.fetch(SEARCH);
  expect(sent).toBe(4);
});

test("a POST to the tools is forwarded and never cached", async () => {
  const { cloudFront } = start({ cacheSeconds: 60 });
  const response = await cloudFront.fetch("https://search.example/mcp", { method: "POST" });
  expect(response.headers.get("cache-control")).toBe("no-store");
});
