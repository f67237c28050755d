import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { ArticleBook } from "../simulation/article-book.ts";
import { Violation } from "../simulation/index-history.ts";
import { type IndexTask, ROLLBACK } from "../simulation/index-task.ts";
import { type ObjectMessage, recordOf } from "./article-objects.ts";
import type { SharedRun } from "./fault-run.ts";
import type { ProductAnswer, ProductRequest } from "./product-process.ts";

/** Few, so that processes meet at the same articles. */
const ARTICLE_IDS = Array.from({ length: 30 }, (_, index) => `article-${index}`);
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
    if (drawn < 0.55) return await addJob(context);
    if (drawn < 0.75) return removeJob(context);
    if (drawn < 0.85) return compactJob(context);
    if (drawn < 0.9) return restoreJob(context);
    return drawn < 0.97 ? collectJob(context) : rollBackJob(context);
  },
};
export const INGESTER: Role = { name: "ingester", prepare: (context) => () => ingestJob(context) };
const SEARCHER: Role = {
  name: "searcher",
  prepare: (context) => async () => {
    // Searches cost next to nothing; what takes the machine's time is to be the writers.
    await sleep(SEARCH_PAUSE_MS * context.random());
    return searchJob(context);
  },
};

export const CLIENT_ROLES: readonly Role[] = [EDITOR, EDITOR, INGESTER, INGESTER, SEARCHER];

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

function rollBackJob({ storeUrl }: ClientContext): Job {
  return command({ kind: ROLLBACK }, ["rollback", "--store", storeUrl, "--json"]);
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
  const articles = new Map(messages.map(({ object }) => [object.idHash, object.versions]));
  const removes = new Set(
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
      assertOneGeneration(found, { index, book });
      return true;
    },
  };
}

/** @throws Violation for a hit that the generation of the answer does not have in this version */
function assertOneGeneration(
  { generation, hits }: Answer,
  { index, book }: Pick<ClientContext, "index" | "book">,
): void {
  const articles = index.history.articlesOf(generation);
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

function command(
  { kind, articles = new Map(), removes = new Set() }: Pick<IndexTask, "kind"> & Partial<IndexTask>,
  args: readonly string[],
): Job {
  return {
    task: { kind, articles, removes, isMisled: false },
    request: { kind: "command", args },
    settle: async (answer) => answer?.ok === true,
  };
}

function pick<T>(random: () => number, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T;
}
