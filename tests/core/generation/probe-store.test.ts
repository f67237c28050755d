import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { S3ObjectStore } from "@dateline-search/core/adapters/object-store/s3-object-store";
import { assertHonoursConditions, probeConditions } from "@dateline-search/core/generation/probe-store";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, onTestFinished, test } from "vitest";
import { type FakeBehaviour, startFakeS3Server } from "../../fixtures/fake-s3-server.ts";
import { keysIn } from "../../fixtures/keys-in.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

test.each<[string, () => ObjectStore]>([
  ["memory", () => new MemoryObjectStore()],
  ["a folder", () => new FileObjectStore(temporaryFolder())],
])("%s honours conditions, and the probe leaves nothing behind", async (_, make) => {
  const store = make();
  expect(await probeConditions(store)).toEqual([]);
  expect(await keysIn(store)).toEqual([]);
});

test("a server that honours conditional writes passes", async () => {
  expect(await probeConditions(await fakeS3("serve"))).toEqual([]);
});

test("a server that ignores conditions, like some S3 servers, is rejected with advice", async () => {
  const store = await fakeS3("ignore-conditions");
  expect(await probeConditions(store)).toEqual(["If-None-Match", "If-Match"]);
  await expect(assertHonoursConditions(store, "s3://news")).rejects.toMatchObject({
    code: "publish-refused",
    message: expect.stringMatching(/"s3:\/\/news": the store ignores If-None-Match and If-Match.*Amazon S3/),
  });
});

test("a server that honours only one of the two conditions is rejected for the other", async () => {
  const honest = new MemoryObjectStore();
  const partial = new Proxy(honest, {
    get: (target, name) => {
      if (name !== "putIfMatch") return Reflect.get(target, name).bind(target);
      return async (...[key, bytes, etag]: Parameters<ObjectStore["putIfMatch"]>) => {
        const current = (await target.get(key))?.etag ?? null;
        return await target.putIfMatch(key, bytes, etag === null ? null : current);
      };
    },
  });
  expect(await probeConditions(partial)).toEqual(["If-Match"]);
});

test("an unreachable store is not reported as ignoring conditions", async () => {
  await expect(probeConditions(await fakeS3("fail"))).rejects.toMatchObject({ code: "store-unreachable" });
});

async function fakeS3(behaviour: FakeBehaviour): Promise<ObjectStore> {
  const fake = await startFakeS3Server();
  onTestFinished(async () => await fake.stop());
  fake.behave(behaviour);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const { endpoint } = fake;
  return new S3ObjectStore({ bucket: "news", region: "us-east-1", endpoint, credentials, maxAttempts: 1 });
}
