import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { collectGarbage } from "@dateline-search/core/generation/collect-garbage";
import type { GenerationAuthor } from "@dateline-search/core/generation/generation-author";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { fetchLatest, LATEST_KEY } from "@dateline-search/core/generation/latest-pointer";
import { listGenerations } from "@dateline-search/core/generation/list-generations";
import { readProvenance, storeProvenance } from "@dateline-search/core/generation/provenance";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import {
  assertSigned,
  assertTrusted,
  findSignature,
  openSigner,
  parseTrustedKeys,
} from "@dateline-search/core/generation/signature";
import { compactIndex } from "@dateline-search/core/indexing/compact-index";
import { removeArticles, restoreArticles } from "@dateline-search/core/indexing/remove-articles";
import { LiveGeneration } from "@dateline-search/core/live/live-generation";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, onTestFinished, test } from "vitest";
import { buildRandomGeneration } from "../../fixtures/build-random-generation.ts";
import { InterceptingObjectStore } from "../../fixtures/intercepting-object-store.ts";
import { keysIn } from "../../fixtures/keys-in.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

const PROVENANCE = {
  by: "ana@laptop",
  at: "2026-03-01T00:00:00.000Z",
  program: "dateline 0.2.0",
  commit: { id: "0123456789abcdef", hasChanges: false },
  model: { name: "random", fingerprint: "f".repeat(64), licence: null },
};

test.each(["raw", "der"] as const)(
  "a generation signed with one of the keys opens (key as %s)",
  async (form) => {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const { store, id } = await publishSigned(privateKey);
    const other = publicText(generateKeyPairSync("ed25519").publicKey, form);
    const keys = parseTrustedKeys(`${other},\n ${publicText(publicKey, form)}`);
    await expect(assertSigned(store, id, { keys })).resolves.toBeUndefined();
    expect(await live(store, keys).use((generation) => generation.id)).toBe(id);
  },
);

test("a missing signature, one of another key, or one for another generation is rejected", async () => {
  const mine = generateKeyPairSync("ed25519");
  const keys = parseTrustedKeys(publicText(mine.publicKey, "der"));
  const unsigned = await publishSigned(undefined);
  const foreign = await publishSigned(generateKeyPairSync("ed25519").privateKey);
  for (const { store, id } of [unsigned, foreign]) {
    await expect(assertSigned(store, id, { keys })).rejects.toMatchObject({ code: "index-corrupt" });
    await expect(live(store, keys).use(() => "opened")).rejects.toThrow("DATELINE_TRUSTED_KEYS");
    await expect(assertSigned(store, id, { keys: [] })).resolves.toBeUndefined();
  }
  const { store, id } = await publishSigned(mine.privateKey);
  const [signature] = (await keysIn(store, "generations/")).filter((key) => key.includes("signature"));
  const bytes = (await store.get(String(signature)))?.bytes ?? new Uint8Array();
  const elsewhere = "e".repeat(64);
  await store.putIfMatch(String(signature).replace(id, elsewhere), bytes, null);
  expect(await findSignature(store, elsewhere, { keys })).toBeNull();
});

test("an existing generation can be signed later by several keys, and keeps all signatures", async () => {
  const [a, b] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  const { store, id, source } = await publishSigned(undefined);
  for (const { privateKey } of [a, b]) {
    const report = await publish(source, store, { author: authorOf(privateKey) });
    expect(report).toMatchObject({ alreadyLatest: true, uploadedObjects: 0 });
  }
  for (const { publicKey } of [a, b]) {
    const keys = parseTrustedKeys(publicText(publicKey, "raw"));
    expect(await findSignature(store, id, { keys })).not.toBeNull();
  }
  await buildRandomGeneration(source, { seed: 9 });
  await publish(source, store);
  await collectGarbage(store, { keep: 0, graceMs: 0 });
  expect((await keysIn(store, "generations/")).filter((key) => key.includes(id))).toEqual([]);
});

test("provenance is published with a generation, and covered by its signature", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const { store, id } = await publishSigned(privateKey, { withProvenance: true });
  const read = await readProvenance(store, id);
  expect(read?.provenance).toEqual(PROVENANCE);
  const keys = parseTrustedKeys(publicText(publicKey, "der"));
  expect(await findSignature(store, id, { keys })).toMatchObject({ provenance: read?.sha256 });
});

test.each(["x", "AAAA", "not base64 at all", Buffer.alloc(31).toString("base64")])(
  "the trusted key %j is refused with its value",
  (value) => {
    expect(() => parseTrustedKeys(value)).toThrow(expect.objectContaining({ code: "invalid-input" }));
  },
);

test("a private key of another kind, or invalid text, is rejected with the command that makes one", () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  for (const pem of [privateKey.export({ type: "pkcs8", format: "pem" }).toString(), "hello"]) {
    expect(() => openSigner(pem)).toThrow("openssl genpkey -algorithm ed25519");
  }
});

/** What makes a generation of the index of a store, one after the other. */
const MAKERS: Readonly<Record<string, (store: ObjectStore, author: GenerationAuthor) => Promise<unknown>>> = {
  add: async (store, author) =>
    await updateTestIndex(store, { articles: [{ id: "ferry" }, { id: "wheat" }], author }),
  "add more": async (store, author) => await updateTestIndex(store, { articles: [{ id: "bridge" }], author }),
  remove: async (store, author) => await removeArticles(contextOf(store, author), ["wheat"]),
  restore: async (store, author) => await restoreArticles(contextOf(store, author), ["wheat"]),
  compact: async (store, author) => {
    const workFolder = join(temporaryFolder(), "work");
    const context = { ...contextOf(store, author), format: localSegmentFormat, workFolder };
    await compactIndex(context, { all: true });
  },
  "remove before a rollback": async (store, author) =>
    await removeArticles(contextOf(store, author), ["ferry"]),
  // What is taken down since stays down, so it makes a generation of its own.
  "roll back": async (store, author) => {
    const { generations } = await listGenerations(store);
    await rollBack(store, generations.at(-1)?.id, { author });
  },
};

test("every writer of a generation records itself and signs before the switch", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const keys = parseTrustedKeys(publicText(publicKey, "raw"));
  const store = new MemoryObjectStore();
  const seen = new Set<string>();
  const watched = new InterceptingObjectStore(store, {
    after: async ({ operation, key }) => {
      if (operation !== "putIfMatch" || key !== LATEST_KEY) return;
      const { generation } = (await fetchLatest(store)).pointer;
      await assertSigned(store, generation, { keys });
      expect((await readProvenance(store, generation))?.provenance).toEqual(PROVENANCE);
      seen.add(generation);
    },
  });
  for (const make of Object.values(MAKERS)) {
    const before = (await readCurrent(store, {})).generation;
    await make(watched, authorOf(privateKey));
    expect((await readCurrent(store, {})).generation).not.toBe(before);
  }
  expect(seen.size).toBeGreaterThan(4);
});

test("a store that requires signatures rejects a writer without a key before any work", () => {
  const [mine, other] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  const keys = parseTrustedKeys(publicText(mine.publicKey, "raw"));
  const signerOf = ({ privateKey }: { readonly privateKey: KeyObject }) => authorOf(privateKey).signer;
  expect(() => assertTrusted(signerOf(mine), keys)).not.toThrow();
  expect(() => assertTrusted(undefined, [])).not.toThrow();
  expect(() => assertTrusted(undefined, keys)).toThrow("DATELINE_SIGNING_KEY is not set");
  expect(() => assertTrusted(signerOf(other), keys)).toThrow("is not among these");
});

function contextOf(store: ObjectStore, author: GenerationAuthor) {
  return { store, identities: new IdentityReader(store), author };
}

async function publishSigned(key: KeyObject | undefined, { withProvenance = false } = {}) {
  const source = temporaryFolder();
  const { id } = await buildRandomGeneration(source, { seed: 1 });
  const sourceStore = new FileObjectStore(source);
  if (withProvenance) await storeProvenance(sourceStore, id, { provenance: PROVENANCE });
  const store = new MemoryObjectStore();
  await publish(source, store, { sourceStore, author: key && authorOf(key) });
  return { source, store, id };
}

function authorOf(key: KeyObject): GenerationAuthor {
  return {
    signer: openSigner(key.export({ type: "pkcs8", format: "pem" }).toString()),
    provenanceOf: () => PROVENANCE,
  };
}

function publicText(key: KeyObject, form: "raw" | "der"): string {
  const der = key.export({ type: "spki", format: "der" });
  return (form === "der" ? der : der.subarray(-32)).toString("base64");
}

function live(store: ObjectStore, keys: ReturnType<typeof parseTrustedKeys>): LiveGeneration {
  const opened = new LiveGeneration({
    store,
    folder: temporaryFolder(),
    format: localSegmentFormat,
    checkManifest: async (_, id) => await assertSigned(store, id, { keys }),
    refreshMs: 60_000,
  });
  onTestFinished(() => opened.close());
  return opened;
}
