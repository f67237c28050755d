import { createDevApp } from "@dateline-search/cli/dev/dev-app";
import { describe, expect, test } from "vitest";

const app = createDevApp({
  api: { fetch: () => new Response("answer") },
  page: async () => new Map(),
  host: "news.lan",
  onRequest: () => {},
});

async function statusFor(host: string): Promise<number> {
  return (await app.request("http://localhost/v1/search?q=a", { headers: { host } })).status;
}

describe("dateline dev", () => {
  test.each([
    "localhost",
    "localhost:4321",
    "LOCALHOST:4321",
    "page.localhost:4321",
    "127.0.0.1:4321",
    "[::1]:4321",
    "192.168.1.20:4321",
    "news.lan:4321",
  ])("answers to %s", async (host) => {
    expect(await statusFor(host)).toBe(200);
  });

  test.each(["evil.example", "evil.example:4321", "localhost.evil.example", "127.0.0.1.nip.io", "", "a b"])(
    "rejects the host %j, which DNS rebinding could use",
    async (host) => {
      expect(await statusFor(host)).toBe(403);
    },
  );
});
