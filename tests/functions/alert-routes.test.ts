import { createHash, randomBytes } from "node:crypto";
import { createHttpClient } from "@dateline-search/client";
import { deriveSecret } from "@dateline-search/core/adapters/alerts/sign-webhook";
import { ROOT_SECRET } from "@dateline-search/core/alerts/saved-search";
import { SavedSearchList } from "@dateline-search/core/alerts/saved-search-list";
import {
  alertSchema,
  alertsAnswerSchema,
  alertTestSchema,
  createdAlertSchema,
} from "@dateline-search/functions/alerts/alert-requests";
import { AlertService } from "@dateline-search/functions/alerts/alert-service";
import { parseApiKeys } from "@dateline-search/functions/api-keys";
import { createHttpApp } from "@dateline-search/functions/http-app";
import { OPEN_SETTINGS } from "@dateline-search/functions/http-settings";
import { problemSchema } from "@dateline-search/functions/problem";
import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { MemoryObjectStore } from "../fixtures/memory-object-store.ts";
import { savedSearch } from "../fixtures/saved-search.ts";
import { startTestService } from "./start-test-service.ts";

const ROOT = `whsec_${randomBytes(32).toString("base64")}`;
const HOOK = "https://desk.example/hooks/T0/B1/not-to-be-shown?token=s3cr3t";
const WEBHOOK = { type: "webhook", url: HOOK };
const FEED = { type: "feed" } as const;

/** What is in an answer is asserted, and not known beforehand. */
interface AnyResponse extends Omit<Response, "json"> {
  json(): Promise<z.infer<typeof anything>>;
}
const anything = createdAlertSchema
  .extend(alertsAnswerSchema.shape)
  .extend(alertTestSchema.shape)
  .extend(problemSchema.shape);

function start({ root = ROOT, keys = "" } = {}) {
  const store = new MemoryObjectStore();
  const alerts = new AlertService({
    openStore: async () => store,
    rootSecret: () => root || undefined,
    allowPrivateAddresses: () => false,
  });
  const { lines, ...service } = startTestService();
  const settings = () => ({ ...OPEN_SETTINGS, apiKeys: parseApiKeys(keys) });
  const app = createHttpApp({ ...service, settings, alerts });
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<AnyResponse> =>
    (await app.request(path, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })) as AnyResponse;
  const client = createHttpClient({
    baseUrl: "http://dateline.example/",
    fetch: async (url, init) => await app.request(url, init),
  });
  return { store, list: new SavedSearchList(store), send, client, lines };
}

describe("a saved search over HTTP", () => {
  test("is added, with a secret that is shown once and signs its messages", async () => {
    const { send, list, lines } = start();
    const body = { query: "ferry strike", source: "Gazette", minConfidence: 0.5, channel: WEBHOOK };
    const response = await send("POST", "/v1/alerts", { ...body, id: "ferries", per: "article" });
    expect(response.status).toBe(201);
    expect(response.headers.get("location")).toBe("/v1/alerts/ferries");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const created = await response.json();
    expect(createdAlertSchema.parse(created)).toEqual(created);
    expect(created).toMatchObject({
      id: "ferries",
      name: "ferry strike",
      query: "ferry strike",
      quietHours: 24,
    });

    const [saved] = await list.read();
    expect(saved).toMatchObject({
      question: { text: "ferry strike", source: "Gazette", minConfidence: 0.5 },
    });
    const { channel } = saved ?? {};
    expect(channel).toEqual({
      ...WEBHOOK,
      secret: ROOT_SECRET,
      salt: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(created.secret).toBe(deriveSecret(ROOT, channel?.type === "webhook" ? (channel.salt ?? "") : ""));

    const told = await (await send("GET", "/v1/alerts/ferries")).json();
    expect(alertSchema.parse(told)).toEqual(told);
    expect(told.channel).toEqual({ type: "webhook", host: "desk.example", feed: null });
    const all = [told, await (await send("GET", "/v1/alerts")).json(), lines, await list.read()];
    expect(JSON.stringify(all)).not.toContain(created.secret);
    expect(JSON.stringify([told, all[1], lines])).not.toMatch(/not-to-be-shown|s3cr3t/);
  });

  test("is saved with its names in quotation marks and a floor of its own", async () => {
    const { send } = start({ root: "" });
    const created = await (
      await send("POST", "/v1/alerts", { query: "earthquake in Indonesia", channel: FEED })
    ).json();
    expect(created).toMatchObject({
      name: "earthquake in Indonesia",
      query: 'earthquake in "Indonesia"',
      minConfidence: 0.9,
      channel: { feed: "/v1/search/rss.xml?q=earthquake+in+%22Indonesia%22&minConfidence=0.9" },
    });
  });

  test("gets a generated id if it has none, and a feed gets no secret", async () => {
    const { send } = start({ root: "" });
    const body = { query: "Fähren: Streik?", channel: FEED };
    const one = await (await send("POST", "/v1/alerts", body)).json();
    const other = await (await send("POST", "/v1/alerts", body)).json();
    expect(one.channel).toEqual({
      type: "feed",
      host: null,
      feed: "/v1/search/rss.xml?q=F%C3%A4hren%3A+Streik%3F&minConfidence=0.9",
    });
    expect((await send("GET", one.channel.feed ?? "")).status).toBe(200);
    expect(one).toMatchObject({ id: expect.stringMatching(/^fahren-streik-[0-9a-f]{6}$/), secret: null });
    expect(other.id).not.toBe(one.id);
  });

  test("is listed page by page", async () => {
    const { send, list } = start();
    for (const id of ["c", "a", "b"]) await list.add(savedSearch("ferry", { id }));
    const first = await (await send("GET", "/v1/alerts?limit=2")).json();
    expect(alertsAnswerSchema.parse(first)).toEqual(first);
    expect(first.alerts.map((alert: { id: string }) => alert.id)).toEqual(["a", "b"]);
    const second = await (await send("GET", `/v1/alerts?limit=2&after=${first.nextAfter}`)).json();
    expect(second).toMatchObject({ alerts: [{ id: "c" }], nextAfter: null });
  });

  test("is tested on the current index", async () => {
    const { send, list } = start();
    await list.add(savedSearch("wheat harvest", { id: "wheat" }));
    const answer = await (await send("POST", "/v1/alerts/wheat/test")).json();
    expect(alertTestSchema.parse(answer)).toEqual(answer);
    expect(answer.hits.map((hit: { article: { id: string } }) => hit.article.id)).toContain("wheat");
  });

  test("is deleted", async () => {
    const { send, list } = start();
    await list.add(savedSearch("ferry", { id: "ferries" }));
    const response = await send("DELETE", "/v1/alerts/ferries");
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(await list.read()).toEqual([]);
  });

  test("matches the client's types", async () => {
    const { client } = start();
    const created = await client.alerts.create({ query: "ferry strike", id: "ferries", channel: FEED });
    const { secret, ...alert } = created;
    expect(secret).toBeNull();
    expect(await client.alerts.get("ferries")).toEqual(alert);
    expect(await client.alerts.list({ limit: 5 })).toEqual({ alerts: [alert], nextAfter: null });
    expect((await client.alerts.test("ferries")).hits).toBeInstanceOf(Array);
    await expect(
      client.alerts.create({ query: "ferry", id: "ferries", channel: FEED }),
    ).rejects.toMatchObject({ code: "alert-exists", status: 409 });
    expect(await client.alerts.remove("ferries")).toBe(true);
    expect(await client.alerts.remove("ferries")).toBe(false);
    await expect(client.alerts.get("ferries")).rejects.toMatchObject({ kind: "not-found" });
  });
});

const GOOD = { query: "ferry strike", channel: WEBHOOK };

const REFUSED: readonly (readonly [what: string, body: unknown, status: number, detail: string])[] = [
  ["no query", { channel: FEED }, 422, "query"],
  ["an empty query", { query: " ", channel: FEED }, 422, "asks nothing"],
  [
    "a question that every article answers",
    { query: "latest headlines", channel: FEED },
    422,
    "every article answers it",
  ],
  ["only an exclusion", { query: "-ferry", channel: FEED }, 422, ""],
  ["a field that does not exist", { ...GOOD, sort: "date" }, 400, '"sort"'],
  ["a date that is none", { ...GOOD, from: "tomorrow" }, 422, "from"],
  ["no floor at all", { ...GOOD, minConfidence: 0 }, 422, "minConfidence"],
  ["a mode that does not exist", { ...GOOD, mode: "magic" }, 422, "mode"],
  ["a zone that does not exist", { ...GOOD, timeZone: "Mars/Olympus" }, 422, "Mars/Olympus"],
  ["an id with capitals", { ...GOOD, id: "Ferries" }, 422, "id"],
  ["a name that is too long", { ...GOOD, name: "x".repeat(201) }, 422, "name"],
  ["more quiet hours than are remembered", { ...GOOD, quietHours: 721 }, 422, "quietHours"],
  ["something else than stories and articles", { ...GOOD, per: "day" }, 422, "per"],
  ["no channel", { query: "ferry" }, 422, "channel"],
  ["a channel of another kind", { query: "ferry", channel: { type: "pigeon" } }, 422, "channel"],
  ["a secret of the caller's own", { ...GOOD, channel: { ...WEBHOOK, secret: ROOT_SECRET } }, 422, "channel"],
  ["an address that is none", { ...GOOD, channel: { type: "webhook", url: "desk" } }, 422, "channel.url"],
  [
    "another protocol",
    { ...GOOD, channel: { type: "webhook", url: "ftp://desk.example" } },
    422,
    "channel.url",
  ],
  ["a password", { ...GOOD, channel: { type: "webhook", url: "https://a:b@desk.example" } }, 422, "password"],
  ...[
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "[::1]",
    "[fd00::1]",
    "localhost",
    "a.localhost",
    "2130706433",
  ].map(
    (host) =>
      [
        `the private address ${host}`,
        { ...GOOD, channel: { type: "webhook", url: `http://${host}/x` } },
        422,
        "private network",
      ] as const,
  ),
  ["a list in place of it", [GOOD], 422, "must be a JSON object"],
];

test.each(REFUSED)(
  "a search with %s is rejected, and the error does not reveal its webhook",
  async (_, body, status, detail) => {
    const { send, list } = start();
    const response = await send("POST", "/v1/alerts", body);
    const problem = problemSchema.parse(await response.json());
    expect([response.status, problem.detail]).toEqual([status, expect.stringContaining(detail)]);
    expect(problem.detail).not.toMatch(/not-to-be-shown|s3cr3t|a:b/);
    expect(await list.read()).toEqual([]);
  },
);

test.each([
  ["GET", "/v1/alerts/nobody", undefined, 404, "alert-missing"],
  ["DELETE", "/v1/alerts/nobody", undefined, 404, "alert-missing"],
  ["POST", "/v1/alerts/nobody/test", undefined, 404, "alert-missing"],
  ["GET", "/v1/alerts?limit=0", undefined, 422, "invalid-input"],
  ["GET", "/v1/alerts?limit=1001", undefined, 422, "invalid-input"],
  ["GET", "/v1/alerts?page=2", undefined, 400, "unknown-parameter"],
  ["PUT", "/v1/alerts", GOOD, 405, "method-not-allowed"],
  ["POST", "/v1/alerts?id=a", GOOD, 400, "unknown-parameter"],
])("%s %s is a problem", async (method, path, body, status, code) => {
  const { send } = start();
  const response = await send(method, path, body);
  expect([response.status, problemSchema.parse(await response.json()).code]).toEqual([status, code]);
});

test("without a key to derive secrets from, there are no webhooks", async () => {
  const { send } = start({ root: "" });
  const response = await send("POST", "/v1/alerts", GOOD);
  expect(response.status).toBe(422);
  expect((await response.json()).detail).toContain(ROOT_SECRET);
});

test("without saved searches, their paths do not exist", async () => {
  const app = createHttpApp(startTestService());
  for (const path of ["/v1/alerts", "/v1/alerts/a", "/v1/alerts/a/test"]) {
    expect((await app.request(path)).status).toBe(404);
  }
});

test("only a key for saved searches may use them: one without scopes may only read", async () => {
  const hash = (key: string) => createHash("sha256").update(key).digest("hex");
  const keys = `reader:${hash("reads")} desk:${hash("saves")}:alerts both:${hash("all")}:search+alerts`;
  const { send } = start({ keys });
  const statusOf = async (path: string, key?: string) =>
    (await send("GET", path, undefined, key === undefined ? {} : { "x-api-key": key })).status;
  expect(await statusOf("/v1/alerts")).toBe(401);
  expect(await statusOf("/v1/alerts", "reads")).toBe(403);
  expect(await statusOf("/v1/alerts", "saves")).toBe(200);
  expect(await statusOf("/v1/alerts", "all")).toBe(200);
  expect(await statusOf("/v1/search?q=wheat", "saves")).toBe(403);
  expect(await statusOf("/v1/search?q=wheat", "reads")).toBe(200);
});
