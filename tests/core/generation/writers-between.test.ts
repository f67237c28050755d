import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { DatelineError } from "@dateline-search/core/errors";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import { liveArticleIds } from "@dateline-search/core/generation/lost-articles";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import { buildIndex } from "@dateline-search/core/indexing/build-index";
import { removeArticles } from "@dateline-search/core/indexing/remove-articles";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { expect, test } from "vitest";
import { hashedWordsEmbedder } from "../../fixtures/hashed-words-embedder.ts";
import { InterceptingObjectStore } from "../../fixtures/intercepting-object-store.ts";
import { MemoryObjectStore } from "../../fixtures/memory-object-store.ts";
import { publish } from "../../fixtures/publish.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { updateTestIndex } from "../../fixtures/update-test-index.ts";

// Another writer comes between any two requests of a writer that replaces the index as a whole. Whatever becomes of that
// one, what the other did is not undone, unless it was there to be discarded on purpose.

const ARTICLES = ["ferry", "wheat"].map((id) => ({ id }));
const MOST_REQUESTS = 200;

interface Whole {
  /** Makes the index of a store that the writer is to replace. */
  readonly prepare: (store: ObjectStore) => Promise<(store: ObjectStore) => Promise<unknown>>;
  /** Going back is for undoing what came since. */
  readonly mayDropAdded?: boolean;
}

const WRITERS: Readonly<Record<string, Whole>> = {
  "a publication from a fresh checkout": {
    prepare: async (store) => {
      const source = await localIndex();
      await publish(source, store, { smokeTest: async () => {} });
      return async (watched) => await publish(source, watched, { ...FAST_FORWARD });
    },
  },
  "a publication that follows one": {
    prepare: async (store) => {
      const source = await localIndex();
      const { generation: parent } = await publish(source, store, { smokeTest: async () => {} });
      await updateTestIndex(new FileObjectStore(source), { articles: [{ id: "bridge" }] });
      return async (watched) => await publish(source, watched, { ...FAST_FORWARD, parent });
    },
  },
  "a build": {
    prepare: async (store) => {
      await build(store);
      return async (watched) => await build(watched);
    },
  },
  "a rollback": {
    mayDropAdded: true,
    prepare: async (store) => {
      await updateTestIndex(store, { articles: ARTICLES });
      await updateTestIndex(store, { articles: [{ id: "bridge" }] });
      return async (watched) => await rollBack(watched);
    },
  },
};
const FAST_FORWARD = { replace: false, smokeTest: async () => {} };

test.each(Object.keys(WRITERS))("no removal between two requests of %s is undone", async (name) => {
  const { prepare } = WRITERS[name] as Whole;
  await atEachRequest(prepare, async (store) => {
    await removeArticles(contextOf(store), ["ferry"]);
    return (ids) => expect(ids).not.toContain(hashOfId("ferry"));
  });
});

test.each(Object.keys(WRITERS).filter((name) => !WRITERS[name]?.mayDropAdded))(
  "no addition between two requests of %s is undone",
  async (name) => {
    const { prepare } = WRITERS[name] as Whole;
    await atEachRequest(prepare, async (store) => {
      await updateTestIndex(store, { articles: [{ id: "harbour" }] });
      return (ids) => expect(ids).toContain(hashOfId("harbour"));
    });
  },
);

type Interfere = (store: ObjectStore) => Promise<(ids: ReadonlySet<string>) => void>;

async function atEachRequest(prepare: Whole["prepare"], interfere: Interfere): Promise<void> {
  let reached = true;
  let at = 0;
  for (; reached && at < MOST_REQUESTS; at++) reached = await atRequest(at, prepare, interfere);
  expect(at).toBeGreaterThan(3);
  expect(at).toBeLessThan(MOST_REQUESTS);
}

/** @returns false when the writer made fewer requests */
async function atRequest(at: number, prepare: Whole["prepare"], interfere: Interfere): Promise<boolean> {
  const store = new MemoryObjectStore();
  const write = await prepare(store);
  let requests = 0;
  let check: ((ids: ReadonlySet<string>) => void) | undefined;
  const before = async () => {
    if (requests++ === at) check = await interfere(store);
  };
  try {
    await write(new InterceptingObjectStore(store, { before }));
  } catch (error) {
    const code = error instanceof DatelineError ? error.code : String(error);
    expect(["write-conflict", "publish-refused"]).toContain(code);
  }
  const { manifest } = await readCurrent(store, {});
  const reader = new IdentityReader(store);
  check?.(
    manifest === null
      ? new Set()
      : await liveArticleIds(manifest, async (entry, options) => await reader.read(entry, options), {}),
  );
  return check !== undefined;
}

function contextOf(store: ObjectStore) {
  return { store, identities: new IdentityReader(store) };
}

async function localIndex(): Promise<string> {
  const folder = temporaryFolder();
  await updateTestIndex(new FileObjectStore(folder), { articles: ARTICLES });
  return folder;
}

async function build(store: ObjectStore): Promise<void> {
  const root = temporaryFolder();
  const corpusPath = join(root, "corpus");
  mkdirSync(corpusPath);
  const records = ARTICLES.map(({ id }) => JSON.stringify({ id, title: id, text: `The ${id} is late.` }));
  writeFileSync(join(corpusPath, "articles.jsonl"), records.join("\n"));
  const context = { store, embedder: hashedWordsEmbedder(), format: localSegmentFormat };
  const lengths = { targetTokens: 40, overlapTokens: 0 };
  await buildIndex({ ...context, workFolder: join(root, "work") }, { corpusPath, ...lengths, strict: false });
}
