import { DatelineError } from "@dateline-search/core/errors";
import { describeEngine, parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { expect, test } from "vitest";

test.each([
  ["opensearch=http://localhost:9200", { nodes: ["http://localhost:9200"], name: "dateline" }],
  ["opensearch=https://search.example.com/", { nodes: ["https://search.example.com"], name: "dateline" }],
  ["opensearch=https://search.example.com:9200/news", { name: "news" }],
  [
    "opensearch=https://a:9200,https://b:9200/news",
    { nodes: ["https://a:9200", "https://b:9200"], name: "news" },
  ],
])("%s is read", (value, expected) => {
  expect(parseEngine(value)).toMatchObject({ ...expected, auth: { kind: "none" } });
});

test("user and password are read from the address or from their own settings, and never printed", () => {
  const inAddress = parseEngine("opensearch=https://ann:s%40cret@search.example.com/news");
  expect(inAddress.auth).toEqual({ kind: "basic", username: "ann", password: "s@cret" });
  const beside = parseEngine("opensearch=https://search.example.com/news", {
    username: "ann",
    password: "s@cret",
  });
  expect(beside).toEqual(inAddress);
  expect(describeEngine(inAddress)).toBe("opensearch=https://search.example.com/news");
});

test("requests to Amazon OpenSearch Service are signed, unless there is a user", () => {
  const domain = "search-news-abc.eu-central-1.es.amazonaws.com";
  expect(parseEngine(`opensearch=https://${domain}`).auth).toEqual({
    kind: "sigv4",
    region: "eu-central-1",
    service: "es",
  });
  expect(parseEngine(`opensearch=https://ann:secret@${domain}`).auth.kind).toBe("basic");
});

test("Serverless is rejected, because it is untested", () => {
  const collection = "opensearch=https://abc.eu-central-1.aoss.amazonaws.com";
  expect(() => parseEngine(collection)).toThrow(
    "the OpenSearch engine does not support Amazon OpenSearch Serverless",
  );
});

test.each([
  ["http://localhost:9200", 'it must begin with "opensearch="'],
  ["opensearch=localhost:9200", "the address must begin with https:// or http://"],
  ["opensearch=", "is not an address"],
  ["opensearch=https://ann:secret@", "is not an address"],
  ["opensearch=https://host/News", "the name of the index may contain only a-z"],
  ["opensearch=https://host/_all", "the name of the index may contain only a-z"],
  ["opensearch=https://host/a/b", "the name of the index may contain only a-z"],
  ["opensearch=https://host/*", "the name of the index may contain only a-z"],
])("%s is rejected, without its password", (value, reason) => {
  const reading = () => parseEngine(value);
  expect(reading).toThrow(DatelineError);
  expect(reading).toThrow(reason);
  expect(reading).not.toThrow("secret");
});
