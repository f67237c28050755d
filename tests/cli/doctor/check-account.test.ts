import { createServer } from "node:http";
import { checkAccount, checkRegion } from "@dateline-search/cli/doctor/check-account";
import { expect, onTestFinished, test, vi } from "vitest";
import { deploymentOptions } from "../../../infra/deployment-options.ts";

/** Stands in for Lambda's API, of which there is no server here: it only answers GetAccountSettings. */
async function lambdaApi(limit: object | null): Promise<void> {
  const server = createServer((request, response) => {
    const isKnown = limit !== null && request.url === "/2016-08-19/account-settings";
    response.writeHead(isKnown ? 200 : 403, { "content-type": "application/json" });
    response.end(JSON.stringify(isKnown ? { AccountLimit: limit } : { message: "not allowed" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
}

const SETTINGS = { AWS_REGION: "eu-west-1" };
const { signal } = new AbortController();

async function check(concurrency: string | undefined, limit: object | null, settings = SETTINGS) {
  await lambdaApi(limit);
  const options = deploymentOptions("ana", { DATELINE_CONCURRENCY: concurrency });
  return await checkAccount({ options, settings, signal });
}

const USUAL = { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 };
const NEW = { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 };

test.each([
  [undefined, USUAL, "ok", /will reserve 20$/],
  [undefined, NEW, "ok", /concurrency 10, .* will reserve 0, because 100 must stay unreserved$/],
  ["none", NEW, "ok", /reserves none$/],
  ["20", USUAL, "ok", /reserves 20$/],
  ["20", NEW, "failed", /reserves 20, and 100 must stay unreserved$/],
  ["950", USUAL, "failed", /reserves 950/],
  [undefined, { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 105 }, "failed", /105 of it/],
])(
  "with DATELINE_CONCURRENCY %j in an account of %o the check is %s",
  async (wanted, limit, status, detail) => {
    const found = await check(wanted, limit);
    expect(found).toMatchObject({ name: "account", status, detail: expect.stringMatching(detail) });
  },
);

test("an account that cannot be queried is not checked", async () => {
  expect(await check(undefined, null)).toMatchObject({ status: "not-checked" });
  const nowhere = { AWS_REGION: "", AWS_CONFIG_FILE: "/nonexistent" };
  expect(await check(undefined, USUAL, nowhere)).toMatchObject({
    status: "not-checked",
    detail: expect.stringContaining("no region is set"),
  });
});

test("a missing region fails with the variable to set", () => {
  expect(checkRegion({ AWS_CONFIG_FILE: "/nonexistent" })).toEqual({
    name: "region",
    status: "failed",
    detail: "no region is set",
    remedy: "set AWS_REGION=eu-west-1 in the environment or in .env",
  });
  expect(checkRegion(SETTINGS)).toMatchObject({ status: "ok", detail: expect.stringContaining("eu-west-1") });
});
