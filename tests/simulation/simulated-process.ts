import { join } from "node:path";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { collectGarbage } from "@dateline-search/core/generation/collect-garbage";
import { IdentityReader } from "@dateline-search/core/generation/identity-reader";
import type { OpenGeneration } from "@dateline-search/core/generation/open-generation";
import { rollBack } from "@dateline-search/core/generation/roll-back";
import { compactIndex } from "@dateline-search/core/indexing/compact-index";
import { forgetArticles } from "@dateline-search/core/indexing/forget-articles";
import { removeArticles, restoreArticles } from "@dateline-search/core/indexing/remove-articles";
import { updateIndex } from "@dateline-search/core/indexing/update-index";
import { LiveGeneration } from "@dateline-search/core/live/live-generation";
import { ArticleBook, type WrittenArticle } from "./article-book.ts";
import { type IndexHistory, Violation } from "./index-history.ts";
import { type IndexTask, ROLLBACK } from "./index-task.ts";
import type { SimulatedObjectStore } from "./simulated-object-store.ts";
import type { SimulatedWorld } from "./simulated-world.ts";
import { FORGET } from "./take-downs.ts";
import { meaninglessEmbedder, tinySegmentFormat } from "./tiny-segment-format.ts";

/** Few, so that processes meet at the same articles. */
const ARTICLE_IDS = Array.from({ length: 24 }, (_, index) => `article-${index}`);
const REFRESH_MS = 60_000;

/** What a process works with. */
export interface ProcessContext {
  readonly world: SimulatedWorld;
  readonly store: SimulatedObjectStore;
  readonly history: IndexHistory;
  readonly book: ArticleBook;
  /** A folder of its own. */
  readonly folder: string;
}

/** One thing that a process does: what it sets out to do, and the product's own code that does it. */
export interface Job {
  readonly task: Omit<IndexTask, "actor" | "since" | "isMisled">;
  readonly run: () => Promise<unknown>;
}

/** Draws the next thing to do. */
export type Role = (context: ProcessContext) => () => Job;

export const ROLES: Readonly<Record<string, Role>> = {
  writer: (context) => {
    const identities = new IdentityReader(context.store);
    return () => {
      const drawn = context.world.random();
      if (drawn < 0.6) return addJob(context, identities);
      return drawn < 0.85 ? removeJob(context, identities) : compactJob(context, identities);
    };
  },
  compactor: (context) => {
    const identities = new IdentityReader(context.store);
    return () => compactJob(context, identities);
  },
  collector: (context) => () => collectJob(context),
  operator: (context) => () => rollBackJob(context),
  reader: (context) => {
    const { store, folder } = context;
    const live = new LiveGeneration({
      store,
      folder: join(folder, "live"),
      format: tinySegmentFormat,
      checkManifest: () => {},
      refreshMs: REFRESH_MS,
    });
    return () => readJob(context, live);
  },
};

let lastWorkFolder = 0;

export function addJob(context: ProcessContext, identities: IdentityReader): Job {
  const { world, book, store } = context;
  const ids = new Set(Array.from({ length: 1 + world.below(3) }, () => world.pick(ARTICLE_IDS)));
  const written = [...ids].map((id) => book.write(id));
  const refused = new Set<string>();
  return {
    task: { kind: "add", articles: byIdHash(written), removes: new Set(), refused },
    run: async () => {
      const { takenDown } = await updateIndex(
        {
          store,
          identities,
          embedder: meaninglessEmbedder,
          format: tinySegmentFormat,
          workFolder: workFolder(context),
        },
        {
          targetTokens: 40,
          overlapTokens: 0,
          articles: written.map(({ article }) => ({ article, origin: null })),
        },
      );
      for (const id of takenDown) refused.add(hashOfId(id));
    },
  };
}

function removeJob({ world, store }: ProcessContext, identities: IdentityReader): Job {
  const ids = Array.from({ length: 1 + world.below(2) }, () => world.pick(ARTICLE_IDS));
  // Most are let in again, or there would be nothing left to write.
  if (world.chance(0.6)) {
    return {
      task: { kind: "restore", articles: new Map(), removes: new Set() },
      run: async () => await restoreArticles({ store, identities }, [...ARTICLE_IDS]),
    };
  }
  return {
    task: { kind: "remove", articles: new Map(), removes: new Set(ids.map(hashOfId)) },
    run: async () => await removeArticles({ store, identities }, ids),
  };
}

export function compactJob(context: ProcessContext, identities: IdentityReader): Job {
  const { world, store } = context;
  const all = world.chance(0.5);
  return {
    task: { kind: "compact", articles: new Map(), removes: new Set() },
    run: async () =>
      await compactIndex(
        { store, format: tinySegmentFormat, identities, workFolder: workFolder(context) },
        { all },
      ),
  };
}

export function collectJob({ world, store }: ProcessContext): Job {
  const keep = world.below(4);
  return {
    task: { kind: "collect", articles: new Map(), removes: new Set() },
    run: async () => await collectGarbage(store, { keep }),
  };
}

/** To be done when nobody else is at work: a writer may store a text again before it learns that it is taken down. */
export function forgetJob(context: ProcessContext, identities: IdentityReader): Job {
  const { world, store } = context;
  const id = world.pick(ARTICLE_IDS);
  return {
    task: { kind: FORGET, articles: new Map(), removes: new Set([hashOfId(id)]) },
    run: async () => {
      const { left } = await forgetArticles(
        {
          index: { name: "index", store },
          caches: [],
          identities,
          format: tinySegmentFormat,
          workFolder: workFolder(context),
        },
        [id],
      );
      for await (const { key } of store.list("")) {
        const found = await store.get(key);
        if (found === undefined || !Buffer.from(found.bytes).includes(`Report ${id} in version`)) continue;
        throw new Violation(`${id} was forgotten, and "${key}" has its text (${JSON.stringify(left)})`);
      }
    },
  };
}

function rollBackJob({ store }: ProcessContext): Job {
  return {
    task: { kind: ROLLBACK, articles: new Map(), removes: new Set() },
    run: async () => await rollBack(store),
  };
}

function readJob(context: ProcessContext, live: LiveGeneration): Job {
  return {
    task: { kind: "read", articles: new Map(), removes: new Set() },
    run: async () => {
      const hadOne = live.status.generation !== null;
      try {
        await live.use((generation) => assertWholeAnswer(generation, context));
        if (context.world.chance(0.1)) await live.refreshNow();
      } catch (error) {
        if (hadOne && live.status.generation === null)
          throw new Violation("a reader lost the index that it had");
        throw error;
      }
    },
  };
}

/** @throws Violation unless an answer has exactly the articles of its generation */
function assertWholeAnswer(
  { id, segments }: OpenGeneration,
  { history, book }: Pick<ProcessContext, "history" | "book">,
): void {
  const expected = history.articlesOf(id);
  if (expected === undefined)
    throw new Violation(`an answer came from generation ${id}, which never was the latest`);
  const found = segments.flatMap(({ passages }) => {
    const rows = [...(passages.rowsMatching({})?.rows() ?? passages.rows())];
    return passages.read(rows).filter(({ passage }) => passage.ordinal === 0);
  });
  const versions = new Map(
    found.map(({ article }) => [hashOfId(article.id), ArticleBook.versionIn(article.text)]),
  );
  const isWhole =
    found.length === expected.size &&
    [...expected].every(([idHash, fingerprint]) => versions.get(idHash) === book.versionOf(fingerprint));
  if (!isWhole) throw new Violation(`an answer of generation ${id} has other articles than its manifest`);
}

function workFolder({ folder }: ProcessContext): string {
  return join(folder, `work-${lastWorkFolder++}`);
}

function byIdHash(written: readonly WrittenArticle[]): IndexTask["articles"] {
  return new Map(written.map((one) => [one.idHash, [one]]));
}
