import { askWhole, assertWhole, hitsOf } from "@dateline-search/core/opensearch/cluster-answers";
import type { ClusterClient, ClusterRequest } from "@dateline-search/core/opensearch/cluster-client";
import { parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { expect, test } from "vitest";

const REQUEST: ClusterRequest = { method: "POST", path: "/news/_msearch", lines: [{}, {}] };
const WHOLE = { hits: { hits: [{ _id: "a", _score: 1 }] }, _shards: { failed: 0 } };
const PARTIAL = {
  hits: { hits: [] },
  _shards: { failed: 1, failures: [{ reason: { type: "node_disconnected_exception", reason: "gone" } }] },
};
const DEAD = { error: { root_cause: [{ type: "no_shard_available_action_exception" }] }, status: 503 };
const WRONG = { error: { root_cause: [{ type: "parsing_exception" }] }, status: 400 };

/** A client whose cluster gives these answers, one after the other, and then the last again. */
function clientOf(...bodies: readonly object[]) {
  let requests = 0;
  const client: ClusterClient = {
    location: parseEngine("opensearch=http://127.0.0.1:1/news"),
    request: async () => {
      requests += 1;
      return { status: 200, body: bodies[Math.min(requests, bodies.length) - 1] };
    },
    close: async () => {},
  };
  return { client, requests: () => requests };
}

test("a search that lost a shard to a dying node is repeated until it is complete", async () => {
  const { client, requests } = clientOf(PARTIAL, DEAD, WHOLE);
  expect(hitsOf(await askWhole(client, REQUEST))).toHaveLength(1);
  expect(requests()).toBe(3);
});

test("one incomplete search of several is enough to repeat the request", async () => {
  const { client, requests } = clientOf({ responses: [WHOLE, DEAD] }, { responses: [WHOLE, WHOLE] });
  expect(await askWhole(client, REQUEST)).toEqual({ responses: [WHOLE, WHOLE] });
  expect(requests()).toBe(2);
});

test("an invalid search is sent once, and one that stays partial fails in the end", async () => {
  const wrong = clientOf(WRONG);
  expect(await askWhole(wrong.client, REQUEST)).toEqual(WRONG);
  expect(wrong.requests()).toBe(1);
  const away = clientOf(PARTIAL);
  const body = await askWhole(away.client, REQUEST);
  expect(() => hitsOf(body)).toThrow(/a part of the answer is missing: .*node_disconnected_exception/);
});

test("a document on a dying node is requested again, and a forbidden one is not missing", async () => {
  const found = { _id: "a", found: true, _source: {} };
  const { client, requests } = clientOf({ docs: [found, DEAD] }, { docs: [found, found] });
  expect(await askWhole(client, REQUEST)).toEqual({ docs: [found, found] });
  expect(requests()).toBe(2);
  const forbidden = {
    _id: "a",
    error: { root_cause: [{ type: "security_exception" }], type: "security_exception" },
  };
  expect(() => assertWhole(forbidden)).toThrow(expect.objectContaining({ code: "store-forbidden" }));
  expect(() => assertWhole({ _id: "b", found: false })).not.toThrow();
});
