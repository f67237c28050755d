import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readLocalGeneration } from "@dateline-search/core/generation/open-generation";
import type { WrittenArticle } from "../simulation/article-book.ts";
import { type Articles, readArticles, Violation } from "../simulation/index-history.ts";
import { sha256Of } from "../simulation/simulated-bucket.ts";
import { recordOf } from "./article-objects.ts";
import { assertReplaced, assertWasReplaced } from "./assert-replacement.ts";
import { ARTICLE_IDS, type ClientContext, command, type Job, pick, type Role } from "./client-roles.ts";

const REPLACE_SHARE = 0.15;
const LARGEST_CORPUS = 8;

/** Builds an index in a folder of its own and publishes it, over and over. */
export const PUBLISHER: Role = {
  name: "publisher",
  prepare: (context) => {
    const publisher = new Publisher(context);
    return () => publisher.next();
  },
};

class Publisher {
  readonly #context: ClientContext;
  readonly #index: string;
  /** Hashes of ids of everything that it may have published. */
  readonly #published = new Set<string>();
  #isBuilt = false;

  constructor(context: ClientContext) {
    this.#context = context;
    this.#index = join(context.folder, "index");
  }

  async next(): Promise<Job> {
    const isThere = existsSync(join(this.#index, "latest.json"));
    const job = this.#isBuilt && isThere ? await this.#publishJob() : await this.#buildJob();
    this.#isBuilt = !this.#isBuilt;
    return job;
  }

  /** Some articles that others write too, and some of its own. */
  async #buildJob(): Promise<Job> {
    const { random, book, folder } = this.#context;
    const own = Array.from({ length: LARGEST_CORPUS }, (_, at) => `built-${at}`);
    const count = 1 + Math.floor(LARGEST_CORPUS * random());
    const ids = new Set(Array.from({ length: count }, () => pick(random, [...own, ...ARTICLE_IDS])));
    const written = [...ids].map((id) => book.write(id));
    const corpus = join(folder, "corpus");
    await mkdir(corpus, { recursive: true });
    await writeFile(join(corpus, "articles.jsonl"), written.map((one) => `${recordOf(one)}\n`).join(""));
    const job = command({ kind: "build" }, ["build", corpus, "--index", this.#index, "--replace", "--json"]);
    const settle: Job["settle"] = async (answer) => {
      const isDone = await job.settle(answer);
      if (isDone) await this.#assertBuilt(written);
      return isDone;
    };
    return { ...job, settle };
  }

  async #assertBuilt(written: readonly WrittenArticle[]): Promise<void> {
    const articles = await this.#readLocal();
    const isSame = written.every(({ idHash, fingerprint }) => articles.get(idHash) === fingerprint);
    if (isSame && articles.size === written.length) return;
    throw new Violation(`a build of ${written.length} articles has ${articles.size} others`);
  }

  async #publishJob(): Promise<Job> {
    const { random, book, index, storeUrl, objects } = this.#context;
    const since = index.history.latest.version;
    const articles = await this.#readLocal();
    const isReplacing = random() < REPLACE_SHARE;
    const mayDrop = isReplacing ? null : new Set(this.#published);
    for (const id of articles.keys()) this.#published.add(id);
    const replace = isReplacing ? ["--replace"] : [];
    const args = ["publish", storeUrl, "--index", this.#index, ...replace, "--json"];
    const job = command({ kind: isReplacing ? "publish --replace" : "publish" }, args);
    const { everRemoved: takenDown } = index;
    const what = { actor: this.#context.folder, articles, mayDrop, takenDown, book };
    return {
      ...job,
      task: { ...job.task, assertChange: (change) => assertReplaced(change, what) },
      settle: async (answer) => {
        // What others brought in may be gone, also when the process was killed.
        if (isReplacing) objects.doubtAll();
        const isDone = await job.settle(answer);
        if (isDone) assertWasReplaced(index.history.since(since), what);
        return isDone;
      },
    };
  }

  async #readLocal(): Promise<Articles> {
    const { manifest } = await readLocalGeneration(this.#index);
    const get = (key: string) => {
      const bytes = readFileSync(join(this.#index, ...key.split("/")));
      return { bytes, etag: sha256Of(bytes), modifiedAtMs: 0 };
    };
    return readArticles({ get }, manifest);
  }
}
