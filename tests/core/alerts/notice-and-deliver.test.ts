import { deriveSecret, isSignedWebhook } from "@dateline-search/core/adapters/alerts/sign-webhook";
import { webhookSender } from "@dateline-search/core/adapters/alerts/webhook-sender";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { type DeliveryFailure, deliverMessages } from "@dateline-search/core/alerts/deliver-messages";
import { noticeChanges } from "@dateline-search/core/alerts/notice-changes";
import { Outbox } from "@dateline-search/core/alerts/outbox";
import { PreparedSearchMemory } from "@dateline-search/core/alerts/prepared-search-memory";
import type { SavedSearch } from "@dateline-search/core/alerts/saved-search";
import { SavedSearchList } from "@dateline-search/core/alerts/saved-search-list";
import { collectGarbage } from "@dateline-search/core/generation/collect-garbage";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import type { Calibration } from "@dateline-search/core/types";
import { describe, expect, onTestFinished, test } from "vitest";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { savedSearch } from "../../fixtures/saved-search.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { type TestUpdate, updateTestIndex } from "../../fixtures/update-test-index.ts";
import { startReceiver } from "../../fixtures/webhook-receiver.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const SECRET_NAME = "DATELINE_ALERT_SECRET_TEST";
const CALIBRATION: Calibration = {
  hybrid: { intercept: -4, similarity: 8, coverage: 5, passages: -0.5, floor: 0.35 },
  semantic: { intercept: -3, similarity: 12, coverage: 0, passages: -0.5, floor: 0.4 },
  lexical: { intercept: -3.5, similarity: 8, coverage: 5, passages: -0.5, floor: 0.3 },
};
const HOUR_MS = 3_600_000;

describe("new articles are reported", () => {
  test("once, after the generation with it is the latest, signed and with an id", async () => {
    const desk = await startDesk();
    await desk.update({ articles: [{ id: "old", text: "The ferry strike goes on." }] });
    expect(await desk.round()).toMatchObject({ sent: 0 });
    await desk.save({ id: "ferries" });
    expect(await desk.round()).toMatchObject({ sent: 0 });
    await desk.update({ articles: [ferry("new"), { id: "other", text: "A wheat harvest in the valley." }] });
    expect(await desk.round()).toMatchObject({ sent: 1, failed: 0, waiting: 0 });
    const [webhook] = desk.received();
    expect(JSON.parse(webhook?.body ?? "")).toMatchObject({
      type: "alert.matched",
      data: {
        alert: { id: "ferries", query: "ferry strike" },
        article: { id: "new" },
        highlight: expect.stringContaining("ferry strike"),
        retracts: null,
      },
    });
    expect(webhook?.body).not.toContain(SECRET_NAME);
    expect(isSignedWebhook(webhook ?? { headers: {}, body: "" }, SECRET, Date.now() / 1_000)).toBe(true);
    expect(await desk.round()).toMatchObject({ sent: 0 });
    expect(desk.received()).toHaveLength(1);
  });

  test("whoever changed the index, and after a compaction", async () => {
    const desk = await startDesk();
    await desk.save();
    for (const id of ["a", "b", "c"]) {
      await desk.update({
        articles: [{ ...ferry(id), text: `${id} ${id}${id}: the ferry strike, day ${id}.` }],
      });
    }
    expect(await desk.round()).toMatchObject({ sent: 3 });
  });

  test("but not corrections, or copies within the quiet time", async () => {
    const desk = await startDesk();
    await desk.save({ per: "story", quietHours: 2 });
    const text =
      "Crews of the ferry strike met the harbour board on Monday and refused its offer of new shifts.";
    await desk.update({ articles: [{ ...ferry("a"), text }] });
    expect(await desk.round()).toMatchObject({ sent: 1 });
    await desk.update({ articles: [{ ...ferry("a"), text: `${text} Talks go on.` }] });
    expect(await desk.round()).toMatchObject({ sent: 0 });
    await desk.update({ articles: [{ ...ferry("copy"), text }] });
    expect(await desk.round()).toMatchObject({ sent: 0 });
    desk.wait(3 * HOUR_MS);
    await desk.update({ articles: [{ ...ferry("late copy"), text }] });
    expect(await desk.round()).toMatchObject({ sent: 1 });
  });

  test("once per story, even if it is merged with an earlier and larger one in between", async () => {
    const desk = await startDesk();
    await desk.save({ per: "story", quietHours: 24 });
    const quay =
      "Relatives waited at Kranmarkt quay through the night. Captain Tove Lindahl praised her people for keeping calm while water rose in the engine room. Divers found a tear of nine metres below the bow of Sigrid, an insurer said.";
    const strike =
      "Crews of the ferry strike met the harbour board on Monday and refused its offer of new shifts. Their speaker Ole Brandt wants two more days of rest after every voyage to Stornholm, and a doctor on board of each ship.";
    const copies = Array.from({ length: 12 }, (_, index) => ({
      id: `quay-${index}`,
      title: "Night at the quay",
      text: quay,
      publishedAt: `2025-12-08T${10 + index}:00:00Z`,
    }));
    await desk.update({ articles: copies });
    await desk.update({
      articles: [{ ...ferry("strike"), text: strike, publishedAt: "2025-12-08T20:00:00Z" }],
    });
    expect(await desk.round()).toMatchObject({ sent: 1 });
    const both = { ...ferry("both"), text: `${quay}\n\n${strike}`, publishedAt: "2025-12-08T22:00:00Z" };
    await desk.update({ articles: [both] });
    const opened = await openGeneration(desk.store.folder, { format: localSegmentFormat, verify: "size" });
    const aliases = opened.segments.flatMap(({ stories }) => stories.aliases());
    opened.close();
    expect(aliases.map(({ articleId }) => articleId)).toEqual(["both"]);
    expect(await desk.round()).toMatchObject({ sent: 0 });
  });

  test("for each article of a story with --per article", async () => {
    const desk = await startDesk();
    await desk.save({ per: "article" });
    const text =
      "Crews of the ferry strike met the harbour board on Monday and refused its offer of new shifts.";
    await desk.update({ articles: [{ ...ferry("a"), text }] });
    await desk.update({ articles: [{ ...ferry("copy"), text }] });
    expect(await desk.round()).toMatchObject({ sent: 2 });
    await desk.update({ articles: [{ ...ferry("a"), text: `${text} Talks go on.` }] });
    expect(await desk.round()).toMatchObject({ sent: 0 });
  });

  test("once in concurrent rounds", async () => {
    const desk = await startDesk();
    await desk.save();
    await desk.update({ articles: [ferry("a")] });
    const rounds = await Promise.all([1, 2, 3, 4].map(() => desk.round()));
    expect(rounds.reduce((sum, { sent }) => sum + sent, 0)).toBe(1);
    expect(desk.received()).toHaveLength(1);
  });

  test("with a notice if the previous generation was collected", async () => {
    const desk = await startDesk();
    await desk.save();
    await desk.update({ articles: [ferry("a")] });
    await collectGarbage(desk.store, { keep: 0, graceMs: 0 });
    expect(await desk.round()).toMatchObject({ isLost: true, sent: 0 });
    await desk.update({ articles: [ferry("b")] });
    expect(await desk.round()).toMatchObject({ isLost: false, sent: 1 });
  });
});

describe("an article that is taken down", () => {
  test("is retracted from its recipients, without its text", async () => {
    const desk = await startDesk();
    await desk.save();
    await desk.update({ articles: [ferry("a")] });
    await desk.round();
    await desk.update({ removeIds: ["a"] });
    expect(await desk.round()).toMatchObject({ sent: 1 });
    const [told, retraction] = desk.received();
    expect(JSON.parse(retraction?.body ?? "")).toMatchObject({
      type: "alert.retracted",
      data: { article: { id: "a", title: "" }, highlight: null, retracts: told?.headers["webhook-id"] },
    });
    expect(retraction?.body).not.toContain("crews");
  });

  test("is not reported if nobody was notified yet", async () => {
    const desk = await startDesk();
    await desk.save();
    await desk.update({ articles: [ferry("a")] });
    await desk.notice();
    await desk.update({ removeIds: ["a"] });
    expect(await desk.round()).toMatchObject({ sent: 0, cancelled: 1 });
    expect(desk.received()).toEqual([]);
    expect(await new Outbox(desk.store).entries()).toEqual([]);
  });

  test("is also retracted if the receiver may have got it", async () => {
    const desk = await startDesk();
    await desk.save();
    await desk.update({ articles: [ferry("a")] });
    desk.receiver.behave("hang up", "accept");
    expect(await desk.round()).toMatchObject({ failed: 1 });
    await desk.update({ removeIds: ["a"] });
    expect(await desk.round()).toMatchObject({ sent: 1, cancelled: 1 });
    expect(JSON.parse(desk.received().at(-1)?.body ?? "")).toMatchObject({ type: "alert.retracted" });
  });
});

describe("a receiver", () => {
  test.each(["fail", "redirect", "drip", "hang up"] as const)(
    "that answers %j gets the message again, with the same id",
    async (behaviour) => {
      const desk = await startDesk();
      await desk.save();
      await desk.update({ articles: [ferry("a")] });
      desk.receiver.behave(behaviour, "accept");
      expect(await desk.round()).toMatchObject({ failed: 1, sent: 0 });
      expect(await desk.round()).toMatchObject({ waiting: 1, sent: 0 });
      desk.wait(6_000);
      expect(await desk.round()).toMatchObject({ sent: 1 });
      const ids = new Set(desk.received().map(({ headers }) => headers["webhook-id"]));
      expect([desk.received().length, ids.size]).toEqual([2, 1]);
    },
  );

  test("that never accepts it is given up after nine attempts, and the dead letter is kept", async () => {
    const desk = await startDesk();
    await desk.save();
    await desk.update({ articles: [ferry("a")] });
    desk.receiver.behave("fail");
    for (let attempt = 0; attempt < 12; attempt++) {
      await desk.round();
      desk.wait(20 * HOUR_MS);
    }
    expect(desk.received()).toHaveLength(9);
    expect(await new Outbox(desk.store).deadLetters()).toMatchObject([
      { message: { article: { id: "a" } }, reason: expect.stringContaining("status 503") },
    ]);
    expect(desk.failures.map(({ isGivenUp }) => isGivenUp)).toEqual([...Array(8).fill(false), true]);
    expect(JSON.stringify(desk.failures)).not.toContain(SECRET);
    expect(JSON.stringify(desk.failures)).not.toContain("/hook");
  });

  test("in the function's own network is rejected, by address and by name", async () => {
    const desk = await startDesk({ allowPrivateAddresses: false });
    await desk.save({ id: "by-address" });
    const { port } = new URL(desk.receiver.url);
    await desk.save({ id: "by-name", channel: { ...desk.channel, url: `http://localhost:${port}/hook` } });
    await desk.update({ articles: [ferry("a")] });
    expect(await desk.round()).toMatchObject({ failed: 2, sent: 0 });
    expect(desk.failures.every(({ reason }) => reason.includes("is private"))).toBe(true);
    expect(desk.received()).toEqual([]);
  });

  test.each([
    ["seconds", () => "3600"],
    ["a date", () => new Date(Date.now() + HOUR_MS).toUTCString()],
  ])("that asks for time with %s in Retry-After gets it for all of its messages", async (_, retryAfter) => {
    const desk = await startDesk();
    await desk.save({ id: "one" });
    await desk.save({ id: "two" });
    await desk.update({
      articles: [ferry("a"), { ...ferry("b"), text: "Another ferry strike in the north." }],
    });
    desk.receiver.behave({ status: 429, headers: { "retry-after": retryAfter() } }, "accept");
    const first = await desk.round();
    expect(first).toMatchObject({ failed: 1 });
    expect(first.sent + first.failed + first.waiting).toBe(4);
    const { length } = desk.received();
    desk.wait(HOUR_MS / 2);
    expect(await desk.round()).toMatchObject({ sent: 0, waiting: first.failed + first.waiting });
    expect(desk.received()).toHaveLength(length);
    desk.wait(HOUR_MS);
    expect(await desk.round()).toMatchObject({ sent: first.failed + first.waiting, waiting: 0 });
  });

  test("that asks for a delay of a year gets a retry after a day", async () => {
    const desk = await startDesk();
    await desk.save();
    await desk.update({ articles: [ferry("a")] });
    desk.receiver.behave({ status: 503, headers: { "retry-after": "31536000" } }, "accept");
    await desk.round();
    desk.wait(23 * HOUR_MS);
    expect(await desk.round()).toMatchObject({ waiting: 1 });
    desk.wait(2 * HOUR_MS);
    expect(await desk.round()).toMatchObject({ sent: 1 });
  });

  test("that is gone for good is given up at once", async () => {
    const desk = await startDesk();
    await desk.save();
    await desk.update({ articles: [ferry("a")] });
    desk.receiver.behave({ status: 410 });
    expect(await desk.round()).toMatchObject({ givenUp: 1 });
    expect(await new Outbox(desk.store).deadLetters()).toHaveLength(1);
    desk.wait(48 * HOUR_MS);
    expect(await desk.round()).toMatchObject({ givenUp: 0, waiting: 0 });
  });

  test("that does not answer gets one message of an alert per round, and delays no other receiver", async () => {
    const desk = await startDesk();
    const other = await startReceiver();
    onTestFinished(() => other.close());
    await desk.save({ id: "a-slow" });
    await desk.save({ id: "b-quick", channel: { ...desk.channel, url: other.url } });
    await desk.update({
      articles: ["a", "b", "c"].map((id) => ({ ...ferry(id), text: `${id}${id} ferry strike.` })),
    });
    desk.receiver.behave("drip");
    expect(await desk.round()).toMatchObject({ sent: 3, failed: 1, waiting: 2 });
    expect([desk.received().length, other.received.length]).toEqual([1, 3]);
    // The others are not behind it the next time.
    desk.receiver.behave("accept");
    expect(await desk.round()).toMatchObject({ sent: 2, waiting: 1 });
  });

  test("that rejects one message gets the others", async () => {
    const desk = await startDesk();
    await desk.save();
    await desk.update({
      articles: ["a", "b", "c"].map((id) => ({ ...ferry(id), text: `${id}${id} ferry strike.` })),
    });
    desk.receiver.behave({ status: 422 }, "accept");
    expect(await desk.round()).toMatchObject({ sent: 2, failed: 1, waiting: 0 });
  });

  test.each([301, 302, 303, 307, 308])(
    "that redirects with %i is not followed, especially not into the function's own network",
    async (status) => {
      const desk = await startDesk();
      const own = await startReceiver();
      onTestFinished(() => own.close());
      await desk.save();
      await desk.update({ articles: [ferry("a")] });
      desk.receiver.behave({ status, headers: { location: own.url } });
      expect(await desk.round()).toMatchObject({ failed: 1, sent: 0 });
      expect(own.received).toEqual([]);
      expect(desk.failures[0]?.reason).toContain(`status ${status}`);
    },
  );

  test("that was added over HTTP gets messages signed with its own secret", async () => {
    const desk = await startDesk();
    const salt = "0123456789abcdef0123456789abcdef";
    await desk.save({ channel: { ...desk.channel, salt } });
    await desk.update({ articles: [ferry("a")] });
    expect(await desk.round()).toMatchObject({ sent: 1 });
    const [webhook = { headers: {}, body: "" }] = desk.received();
    const isSignedWith = (secret: string) => isSignedWebhook(webhook, secret, Date.now() / 1_000);
    expect([isSignedWith(deriveSecret(SECRET, salt)), isSignedWith(SECRET)]).toEqual([true, false]);
  });

  test("whose secret is not set gets nothing", async () => {
    const desk = await startDesk();
    await desk.save({ channel: { ...desk.channel, secret: "DATELINE_ALERT_SECRET_OTHER" } });
    await desk.update({ articles: [ferry("a")] });
    expect(await desk.round()).toMatchObject({ failed: 1 });
    expect(desk.failures[0]?.reason).toBe("Cannot send the alert: DATELINE_ALERT_SECRET_OTHER is not set");
  });
});

test("old records of sent and undeliverable messages are deleted", async () => {
  const desk = await startDesk();
  await desk.save();
  await desk.update({ articles: [ferry("a")] });
  await desk.round();
  const told = async () => {
    const keys: string[] = [];
    for await (const { key } of desk.store.list("alerts/told/")) keys.push(key);
    return keys.length;
  };
  desk.wait(364 * 24 * HOUR_MS);
  await desk.round();
  expect(await told()).toBe(1);
  desk.wait(2 * 24 * HOUR_MS);
  await desk.round();
  expect(await told()).toBe(0);
});

test("prepared searches are prepared again if the list changes", async () => {
  const desk = await startDesk();
  await desk.save({ id: "ferries" });
  await desk.update({ articles: [ferry("a")] });
  expect(await desk.round()).toMatchObject({ sent: 1 });
  await desk.save({ id: "ferries-too" });
  await desk.update({
    articles: [{ ...ferry("b"), text: "Another ferry strike: pilots walked out on Friday." }],
  });
  expect(await desk.round()).toMatchObject({ sent: 2 });
  await desk.update({
    articles: [{ ...ferry("c"), text: "A third ferry strike: cooks left on Sunday night." }],
  });
  expect(await desk.round()).toMatchObject({ sent: 2 });
});

function ferry(id: string) {
  return { id, title: `Harbour ${id}`, text: "The ferry strike began on Monday, crews said." };
}

/** An index with one article that was looked at, a receiver, and a clock. */
async function startDesk({ allowPrivateAddresses = true } = {}) {
  const store = new FileObjectStore(temporaryFolder());
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const list = new SavedSearchList(store);
  const channel = { type: "webhook" as const, url: receiver.url, secret: SECRET_NAME };
  const failures: DeliveryFailure[] = [];
  const embedder = { ...hashedWordsEmbedder(), calibration: CALIBRATION };
  let passedMs = 0;
  const now = () => new Date(Date.now() + passedMs);
  const context = {
    store,
    now,
    prepared: new PreparedSearchMemory(),
    openEmbedder: async () => embedder,
    openGeneration: async (id: string) => {
      return await openGeneration(store.folder, { id, format: localSegmentFormat, verify: "sha256" });
    },
  };
  const notice = async () => await noticeChanges(context);
  const send = webhookSender({
    allowPrivateAddresses,
    userAgent: "test",
    timeoutMs: 2_000,
    secretOf: (name) => (name === SECRET_NAME ? SECRET : undefined),
  });
  await updateTestIndex(store, { articles: [{ id: "first", text: "The orchestra played." }] });
  await notice();
  return {
    store,
    receiver,
    channel,
    failures,
    notice,
    received: () => receiver.received,
    wait: (ms: number) => {
      passedMs += ms;
    },
    update: async (changes: TestUpdate) => await updateTestIndex(store, changes),
    save: async (rest: Partial<Omit<SavedSearch, "question">> = {}) => {
      await list.add(savedSearch("ferry strike", { channel, ...rest }));
    },
    round: async () => {
      const { isLost } = await notice();
      const onFailure = (failure: DeliveryFailure) => failures.push(failure);
      return { isLost, ...(await deliverMessages({ store, send, onFailure, now })) };
    },
  };
}
