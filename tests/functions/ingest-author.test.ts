import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { openSigner } from "@dateline-search/core/generation/signature";
import { readIngestAuthor } from "@dateline-search/functions/ingest/ingest-author";
import { expect, test } from "vitest";

const { privateKey } = generateKeyPairSync("ed25519");
const PEM = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const TRUSTED = createPublicKey(privateKey).export({ type: "spki", format: "der" }).toString("base64");
const { keyId } = openSigner(PEM);

test.each([
  ["as openssl writes it", PEM],
  ["without its first and last line", PEM.split("\n")[1]],
  ["with spaces for line breaks", PEM.replaceAll("\n", " ")],
])("a private key %s signs the function's generations", (_, DATELINE_SIGNING_KEY) => {
  const { signer } = readIngestAuthor({ DATELINE_SIGNING_KEY, DATELINE_TRUSTED_KEYS: TRUSTED });
  expect(signer?.keyId).toBe(keyId);
});

test.each([undefined, "", " "])("without a key (%j) nothing is signed", (DATELINE_SIGNING_KEY) => {
  expect(readIngestAuthor({ DATELINE_SIGNING_KEY }).signer).toBeUndefined();
});

test("an invalid key is rejected without showing it", () => {
  const DATELINE_SIGNING_KEY = "c2VjcmV0";
  expect(() => readIngestAuthor({ DATELINE_SIGNING_KEY })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(DATELINE_SIGNING_KEY) }),
  );
});

test("if readers require signatures, it refuses to write what they would not open", () => {
  expect(() => readIngestAuthor({ DATELINE_TRUSTED_KEYS: TRUSTED })).toThrow(
    "DATELINE_SIGNING_KEY is not set",
  );
  const other = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  expect(() => readIngestAuthor({ DATELINE_TRUSTED_KEYS: TRUSTED, DATELINE_SIGNING_KEY: other })).toThrow(
    "is not among these",
  );
});

test("the function is recorded by its name", async () => {
  const { provenanceOf } = readIngestAuthor({ AWS_LAMBDA_FUNCTION_NAME: "news-ingest" });
  const manifest = { model: { name: "x", fingerprint: "f".repeat(64), dimensions: 4 } };
  expect(await provenanceOf(manifest as Parameters<typeof provenanceOf>[0])).toMatchObject({
    by: "news-ingest",
    action: "ingest",
    model: { name: "x" },
  });
});
