import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { ArticleBook, type WrittenArticle } from "../simulation/article-book.ts";
import { Violation } from "../simulation/index-history.ts";
import { type IndexTask, ROLLBACK } from "../simulation/index-task.ts";
import { FORGET } from "../simulation/take-downs.ts";
import { type ArticleObjects, type ObjectMessage, recordOf } from "./article-objects.ts";
import type { SharedRun } from "./fault-run.ts";
import type { ProductAnswer, ProductRequest } from "./product-process.ts";

/** Few, so that processes meet at the same articles. */
export const ARTICLE_IDS = Array.from({ length: 30 }, (_, index) => `article-${index}`);
const OBJECT_IDS = Array.from({ length: 30 }, (_, index) => `object-${index}`);
const LARGEST_BATCH = 4;
const SEARCH_PAUSE_MS = 1_000;

/** What a client works with. */
export interface ClientContext extends SharedRun {
  readonly random: () => number;
  /** A folder of its own. */
  readonly folder: string;
  readonly storeUrl: string;
}

/** One thing that a client does. */
export interface Job {
  readonly task: Omit<IndexTask, "actor" | "since">;
  readonly request: ProductRequest;
  /** Looks at the answer; `undefined` when the process was killed. @returns whether it was acknowledged */
  readonly settle: (answer: ProductAnswer | undefined) => Promise<boolean>;
}

export interface Role {
  readonly name: string;
  /** @returns what draws the next job */
  readonly prepare: (context: ClientContext) => () => Promise<Job>;
}

export const EDITOR: Role = {
  name: "editor",
  prepare: (context) => async () => {
    const drawn = context.random();
    if (drawn < 0.65) return await addJob(context);
    if (drawn < 0.85) return removeJob(context);
    if (drawn < 0.92) return compactJob(context);
    if (drawn < 0.97) return restoreJob(context);
    return drawn < 0.985 ? collectJob(context) : rollBackJob(context);
  },
};
/** Does what puts others at risk, again and again. */
export const OPERATOR: Role = {
  name: "operator",
  prepare: (context) => async () => {
    const drawn = context.random();
    if (drawn < 0.25) return rollBackJob(context);
    if (drawn < 0.32) return forgetJob(context);
    if (drawn < 0.47) return collectJob(context);
    if (drawn < 0.7) return compactJob(context);
    return drawn < 0.85 ? restoreJob(context) : removeJob(context);
  },
};
export const INGESTER: Role = {
  name: "ingester",
  prepare: (context) => async () => {
    const drawn = context.random();
    if (drawn < 0.15) return await feedsJob(context);
    if (drawn < 0.2) return embargoesJob(context);
    return drawn < 0.22 ? scheduledCollectJob(context) : await ingestJob(context);
  },
};
export const SEARCHER: Role = {
  name: "searcher",
  prepare: (context) => async () => {
    // Searches cost next to nothing; what takes the machine's time is to be the writers.
    await sleep(SEARCH_PAUSE_MS * context.random());
    return searchJob(context);
  },
};

export async function addJob({ random, book, folder, storeUrl }: ClientContext): Promise<Job> {
  const ids = new Set(Array.from({ length: 1 + Math.floor(3 * random()) }, () => pick(random, ARTICLE_IDS)));
  const written = [...ids].map((id) => book.write(id));
  const file = join(folder, "added.jsonl");
  await writeFile(file, written.map((one) => `${recordOf(one)}\n`).join(""));
  const articles = new Map(written.map((one) => [one.idHash, [one]]));
  const job = command({ kind: "add", articles }, ["add", file, "--store", storeUrl, "--json"]);
  const settle: Job["settle"] = async (answer) => {
    const isDone = await job.settle(answer);
    // It was told that some of it is taken down, and so is not in the index.
    if (isDone && /"takenDown":\s*(?:[1-9]|\[\s*")/.test(answer?.said ?? "")) job.task.isMisled = true;
    return isDone;
  };
  return { ...job, settle };
}

function removeJob({ random, storeUrl }: ClientContext): Job {
  const id = pick(random, ARTICLE_IDS);
  return command({ kind: "remove", removes: new Set([hashOfId(id)]) }, [
    "remove",
    id,
    "--store",
    storeUrl,
    "--json",
  ]);
}

function restoreJob({ storeUrl }: ClientContext): Job {
  return command({ kind: "restore" }, ["restore", ...ARTICLE_IDS, "--store", storeUrl, "--json"]);
}

export function compactJob({ random, storeUrl }: ClientContext): Job {
  const all = random() < 0.5 ? ["--all"] : [];
  return command({ kind: "compact" }, ["compact", ...all, "--store", storeUrl, "--json"]);
}

export function collectJob({ random, storeUrl }: ClientContext): Job {
  const keep = String(Math.floor(4 * random()));
  return command({ kind: "collect" }, ["gc", "--keep", keep, "--store", storeUrl, "--json"]);
}

/** To the generation before, or to one that answered lately, which may be gone. */
function rollBackJob({ random, index, storeUrl }: ClientContext): Job {
  const { latest } = index.history;
  const back = 1 + Math.floor(6 * random());
  const [earlier] = index.history.since(Math.max(0, latest.version - back));
  const id = random() < 0.5 ? (earlier?.generation ?? null) : null;
  return command({ kind: ROLLBACK }, [
    "rollback",
    ...(id === null ? [] : [id]),
    "--store",
    storeUrl,
    "--json",
  ]);
}

export function forgetJob({ random, storeUrl }: Pick<ClientContext, "random" | "storeUrl">): Job {
  const id = pick(random, ARTICLE_IDS);
  return command({ kind: FORGET, removes: new Set([hashOfId(id)]) }, [
    "forget",
    id,
    "--store",
    storeUrl,
    "--json",
  ]);
}

/** Reads the feed, which has changed since. */
export async function feedsJob({ feed, objects }: Pick<ClientContext, "feed" | "objects">): Promise<Job> {
  await feed.change();
  const job = eventJob({ objects }, { kind: "feeds", event: { action: "feeds" } });
  const articles = new EmbargoedToo(objects, (id) => feed.articles.get(id));
  return { ...job, task: { ...job.task, articles } };
}

export function embargoesJob({ objects }: Pick<ClientContext, "objects">): Job {
  return eventJob({ objects }, { kind: "embargoes", event: { action: "embargoes" } });
}

function scheduledCollectJob({ random, objects }: ClientContext): Job {
  const keep = Math.floor(4 * random());
  return eventJob({ objects }, { kind: "scheduled collect", event: { action: "gc", keep } });
}

/** An event of a schedule for the ingest function. */
function eventJob(
  { objects }: Pick<ClientContext, "objects">,
  { kind, event }: { readonly kind: string; readonly event: object },
): Job {
  const articles = new EmbargoedToo(objects, () => undefined);
  return {
    task: { kind, articles, removes: new EmbargoedGone(objects, []), isMisled: true },
    request: { kind: "ingest", event },
    settle: async (answer) => answer?.ok === true,
  };
}

/** What an ingestion may write: beside its own, articles whose embargoes are over. */
class EmbargoedToo extends Map<string, readonly WrittenArticle[]> {
  readonly #objects: ArticleObjects;
  readonly #own: (idHash: string) => readonly WrittenArticle[] | undefined;

  constructor(objects: ArticleObjects, own: (idHash: string) => readonly WrittenArticle[] | undefined) {
    super();
    this.#objects = objects;
    this.#own = own;
  }

  override get(idHash: string): readonly WrittenArticle[] | undefined {
    return this.#own(idHash) ?? this.#objects.embargoed(idHash)?.versions;
  }
}

/** What an ingestion may take out: an earlier version goes when the object has one that is under embargo. */
class EmbargoedGone extends Set<string> {
  readonly #objects: ArticleObjects;

  constructor(objects: ArticleObjects, own: readonly string[]) {
    super(own);
    this.#objects = objects;
  }

  override has(idHash: string): boolean {
    return super.has(idHash) || this.#objects.embargoed(idHash) !== undefined;
  }
}

async function ingestJob(context: ClientContext): Promise<Job> {
  const { random, objects } = context;
  if (objects.waiting < 20) {
    const id = pick(random, OBJECT_IDS);
    if (random() < 0.75) await objects.put(id);
    else await objects.delete(id);
  }
  return batchJob(context, objects.take(1 + Math.floor(LARGEST_BATCH * random())));
}

/** An event of the queue for the ingest function; what it does not acknowledge goes back into the queue. */
export function batchJob(
  { objects }: Pick<ClientContext, "objects">,
  messages: readonly ObjectMessage[],
): Job {
  const own = new Map(messages.map(({ object }) => [object.idHash, object.versions]));
  const articles = new EmbargoedToo(objects, (id) => own.get(id));
  const removes = new EmbargoedGone(
    objects,
    messages.filter(({ object }) => object.wasDeleted).map(({ object }) => object.idHash),
  );
  const Records = messages.map(({ id, body }) => ({
    messageId: id,
    body: JSON.stringify(body),
    eventSource: "aws:sqs",
  }));
  return {
    task: { kind: "ingest", articles, removes, isMisled: true },
    request: { kind: "ingest", event: { Records } },
    settle: async (answer) => {
      const failed = answer?.ok ? failuresOf(answer.said) : new Set(messages.map(({ id }) => id));
      objects.giveBack(messages.filter(({ id }) => failed.has(id)));
      return answer?.ok === true && failed.size === 0;
    },
  };
}

function failuresOf(said: string): ReadonlySet<string> {
  const { batchItemFailures } = JSON.parse(said) as { batchItemFailures: { itemIdentifier: string }[] };
  return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
}

interface Answer {
  readonly generation: string;
  readonly hits: readonly {
    readonly article: { readonly id: string };
    readonly passage: { readonly text: string };
  }[];
}

export function searchJob({ index, book }: Pick<ClientContext, "index" | "book">): Job {
  return {
    task: { kind: "search", articles: new Map(), removes: new Set(), isMisled: true },
    request: { kind: "search", event: { query: "Which ferry was late?", limit: 50 } },
    settle: async (answer) => {
      if (answer === undefined) return false;
      const found = JSON.parse(answer.said) as Answer | { readonly problem: { readonly code: string } };
      if ("problem" in found) return false;
      await assertOneGeneration(found, { index, book });
      return true;
    },
  };
}

/** @throws Violation for a hit that the generation of the answer does not have in this version */
async function assertOneGeneration(
  { generation, hits }: Answer,
  { index, book }: Pick<ClientContext, "index" | "book">,
): Promise<void> {
  const articles = await index.articlesOf(generation);
  if (articles === undefined)
    throw new Violation(`an answer came from generation ${generation}, which never was the latest`);
  for (const { article, passage } of hits) {
    const version = book.versionOf(articles.get(hashOfId(article.id)));
    if (version === ArticleBook.versionIn(passage.text)) continue;
    throw new Violation(
      `an answer of generation ${generation} has "${passage.text}", the generation has version ${version}`,
    );
  }
}

export function command(
  { kind, articles = new Map(), removes = new Set() }: Pick<IndexTask, "kind"> & Partial<IndexTask>,
  args: readonly string[],
): Job {
  return {
    task: { kind, articles, removes, isMisled: false },
    request: { kind: "command", args },
    settle: async (answer) => answer?.ok === true,
  };
}

export function pick<T>(random: () => number, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T;
}
