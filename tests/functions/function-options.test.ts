import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFunctionOptions, readLogLevel } from "@dateline-search/functions/function-options";
import { expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

test("only the store is required", () => {
  expect(readFunctionOptions({ DATELINE_STORE: "s3://bucket/prefix" }, "/package/models")).toEqual({
    store: "s3://bucket/prefix",
    modelsFolder: "/package/models",
    model: "all-MiniLM-L6-v2",
    cacheFolder: tmpdir(),
    rangedReads: "auto",
    refreshMs: 60_000,
    reranker: undefined,
    s3Endpoint: undefined,
    trustedKeys: [],
  });
});

test("every setting can be set, and the S3 endpoint takes precedence over the one of all services", () => {
  const environment = {
    DATELINE_STORE: "s3://bucket",
    DATELINE_MODELS: "/models",
    DATELINE_CACHE: "/cache",
    DATELINE_RANGED_READS: "never",
    DATELINE_REFRESH_SECONDS: "0.5",
    DATELINE_RERANKER: "ms-marco-tinybert",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "1769",
    AWS_ENDPOINT_URL: "http://all",
    AWS_ENDPOINT_URL_S3: "http://s3",
  };
  expect(readFunctionOptions(environment, "/package/models")).toEqual({
    store: "s3://bucket",
    modelsFolder: "/models",
    model: "all-MiniLM-L6-v2",
    cacheFolder: "/cache",
    rangedReads: "never",
    memoryBytes: 1769 * 2 ** 20,
    refreshMs: 500,
    reranker: "ms-marco-TinyBERT-L-2-v2",
    s3Endpoint: "http://s3",
    trustedKeys: [],
  });
});

test("the model is the one in the package, unless DATELINE_MODEL names one", () => {
  const models = temporaryFolder();
  const modelWith = (DATELINE_MODEL?: string) =>
    readFunctionOptions({ DATELINE_STORE: "s3://bucket", DATELINE_MODEL }, models).model;
  expect(modelWith()).toBe("all-MiniLM-L6-v2");
  mkdirSync(join(models, "ms-marco-MiniLM-L-6-v2"));
  mkdirSync(join(models, "bge-small-en-v1.5"));
  expect(modelWith()).toBe("bge-small-en-v1.5");
  expect(modelWith("e5-small")).toBe("e5-small-v2");
  // Of several none is meant more than the default.
  mkdirSync(join(models, "e5-small-v2"));
  expect(modelWith()).toBe("all-MiniLM-L6-v2");
});

test.each([
  ["no store", {}, /DATELINE_STORE is not set/],
  ["an empty store", { DATELINE_STORE: "" }, /DATELINE_STORE is not set/],
  [
    "seconds that are no number",
    { DATELINE_STORE: "s3://b", DATELINE_REFRESH_SECONDS: "often" },
    /it is "often"/,
  ],
  [
    "a reranker that only embeds",
    { DATELINE_STORE: "s3://b", DATELINE_RERANKER: "minilm" },
    /DATELINE_RERANKER is wrong: .*"minilm": it only embeds; models that rerank are/,
  ],
  [
    "a way of reading that is none",
    { DATELINE_STORE: "s3://b", DATELINE_RANGED_READS: "sometimes" },
    /DATELINE_RANGED_READS must be auto, never, always, it is "sometimes"/,
  ],
  [
    "a model that only reranks",
    { DATELINE_STORE: "s3://b", DATELINE_MODEL: "ms-marco-minilm" },
    /DATELINE_MODEL is wrong: .*"ms-marco-minilm": it only reranks; models that embed are/,
  ],
  ["seconds below nought", { DATELINE_STORE: "s3://b", DATELINE_REFRESH_SECONDS: "-1" }, /it is "-1"/],
])("%s is rejected with the name of the variable", (_, environment, reason) => {
  expect(() => readFunctionOptions(environment, "/models")).toThrow(reason);
});

test.each([
  ["WARN", "warn"],
  [undefined, "info"],
  ["loud", "info"],
])("the log level %s is read as %s", (level, expected) => {
  expect(readLogLevel({ DATELINE_LOG_LEVEL: level })).toBe(expected);
});

test("invalid trusted keys are rejected with the variable's value", () => {
  const environment = { DATELINE_STORE: "s3://bucket", DATELINE_TRUSTED_KEYS: "secret" };
  expect(() => readFunctionOptions(environment, "/package/models")).toThrow(
    '"secret" is not a public ed25519 key',
  );
});
