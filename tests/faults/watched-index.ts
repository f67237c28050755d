import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { generationObjects, manifestKey } from "@dateline-search/core/generation/generation-objects";
import { LATEST_KEY, parsePointer } from "@dateline-search/core/generation/latest-pointer";
import { parseManifest } from "@dateline-search/core/generation/manifest";
import type { VersityGateway } from "../setup/versitygw.ts";
import type { ArticleBook } from "../simulation/article-book.ts";
import { type Articles, IndexHistory, Violation } from "../simulation/index-history.ts";
import { assertChange, type IndexChange, type IndexTask, ROLLBACK } from "../simulation/index-task.ts";
import { type BucketObject, sha256Of } from "../simulation/simulated-bucket.ts";
import { FORGET, REMOVE, TakeDowns } from "../simulation/take-downs.ts";
import { assertWentBack } from "./assert-replacement.ts";
import type { Forward, ProxiedRequest } from "./fault-proxy.ts";

export const INDEX_BUCKET = "index";
export const INDEX_PREFIX = "news/";

const TAKE_DOWNS: ReadonlySet<string> = new Set([REMOVE, FORGET]);

export interface WatchedIndexOptions {
  readonly gateway: VersityGateway;
  readonly book: ArticleBook;
  readonly onViolation: (violation: unknown) => void;
  readonly log: (line: string) => void;
  /** @throws Violation for an article under embargo */
  readonly assertShowable: (change: IndexChange, task: IndexTask) => void;
}

/**
 * Sees every write of the pointer and every removal on their way to the store, one after the other, and holds the index
 * against what its writers set out to do.
 */
export class WatchedIndex {
  readonly history: IndexHistory;
  readonly #options: WatchedIndexOptions;
  readonly #client: S3Client;
  /** Immutable objects that were read once. */
  readonly #known = new Map<string, BucketObject>();
  readonly #takeDowns = new TakeDowns();
  /** Hashes of the ids of everything that anybody ever set out to take down. */
  readonly #everRemoved = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: WatchedIndexOptions) {
    this.#options = options;
    const { endpoint, accessKeyId, secretAccessKey } = options.gateway;
    const credentials = { accessKeyId, secretAccessKey };
    this.#client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
    this.history = new IndexHistory(this.#known);
  }

  /** @param task what the process that sends the request is doing */
  route(request: ProxiedRequest, forward: Forward, task: IndexTask): Forward {
    const key = keyOf(request);
    if (request.method === "PUT" && key === LATEST_KEY) {
      return (sent) =>
        this.#inTurn(async () => {
          const reply = await forward(sent).catch((error) => error as Error);
          const isDone = reply instanceof Error ? await this.#isPointer(sent.body) : reply.status === 200;
          if (isDone) await this.#check(() => this.#onPointer(sent.body, task));
          if (reply instanceof Error) throw reply;
          return reply;
        });
    }
    const deleted = deletedKeys(request, key);
    if (deleted.length === 0) return forward;
    return (sent) =>
      this.#inTurn(async () => {
        await this.#check(async () => this.#assertUnneeded(deleted, task));
        return await forward(sent);
      });
  }

  /** To be told what a process sets out to do. */
  begin(task: IndexTask): void {
    this.#takeDowns.begin(task);
    if (TAKE_DOWNS.has(task.kind)) for (const id of task.removes) this.#everRemoved.add(id);
  }

  /** Hashes of the ids of everything that anybody ever set out to take down; it grows. */
  get everRemoved(): ReadonlySet<string> {
    return this.#everRemoved;
  }

  /**
   * What a generation has that an answer came from. A reader can see a write of the pointer before it is noted here, since
   * noting it means reading the whole index, so this waits for what is being noted.
   *
   * @returns `undefined` for a generation that was not the latest before this was called
   */
  async articlesOf(generation: string): Promise<Articles | undefined> {
    await this.#turn;
    return this.history.articlesOf(generation);
  }

  /**
   * Goes through the content of every object, unpacked where it is compressed.
   *
   * @returns the key of an object of the index that holds a text; `null` when none does
   */
  async findText(text: string): Promise<string | null> {
    const folder = await mkdtemp(join(tmpdir(), "dateline-find-text-"));
    try {
      for await (const key of this.#allKeys()) {
        const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: INDEX_BUCKET, Key: key }));
        const path = join(folder, "object");
        await writeFile(path, (await Body?.transformToByteArray()) ?? "");
        const pieces: Uint8Array[] = [];
        for await (const piece of localSegmentFormat.contentOf(basename(key), path)) pieces.push(piece);
        if (Buffer.concat(pieces).includes(text)) return key;
      }
      return null;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async *#allKeys(): AsyncGenerator<string> {
    let ContinuationToken: string | undefined;
    do {
      const request = { Bucket: INDEX_BUCKET, ...(ContinuationToken && { ContinuationToken }) };
      const page: ListObjectsV2CommandOutput = await this.#client.send(new ListObjectsV2Command(request));
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
  }

  close(): void {
    this.#client.destroy();
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(run);
    this.#turn = done.catch(() => {});
    return await done;
  }

  async #check(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#options.onViolation(error);
    }
  }

  async #onPointer(bytes: Buffer, task: IndexTask): Promise<void> {
    const { generation } = parsePointer(bytes.toString("utf8"));
    await this.#read(manifestKey(generation));
    const manifest = this.#known.get(manifestKey(generation));
    if (manifest !== undefined) {
      const parsed = parseManifest(Buffer.from(manifest.bytes).toString("utf8"), generation);
      for (const { key } of generationObjects(generation, parsed)) await this.#read(key);
    }
    const before = this.history.latest;
    const after = { bytes, etag: sha256Of(bytes), modifiedAtMs: Date.now() };
    const state = this.history.add({ key: LATEST_KEY, before: undefined, after, task });
    const what = `generation ${generation.slice(0, 8)}, ${state.articles.size} articles`;
    this.#options.log(`${task.actor} made version ${state.version} (${task.kind}): ${what}`);
    assertChange({ before, after: state }, task, this.#options.book);
    if (task.kind === ROLLBACK) assertWentBack(this.history, state, this.#everRemoved);
    if (task.clockOffsetMs !== undefined) this.#options.assertShowable({ before, after: state }, task);
    this.#takeDowns.change({ before, after: state }, task);
  }

  /** The store may have done what it gave no answer to. No two versions of the pointer have the same bytes. */
  async #isPointer(bytes: Buffer): Promise<boolean> {
    const where = { Bucket: INDEX_BUCKET, Key: `${INDEX_PREFIX}${LATEST_KEY}` };
    try {
      const { Body } = await this.#client.send(new GetObjectCommand(where));
      return bytes.equals((await Body?.transformToByteArray()) ?? Buffer.alloc(0));
    } catch (error) {
      if (!isMissing(error)) throw error;
      return false;
    }
  }

  #assertUnneeded(keys: readonly string[], task: IndexTask): void {
    const needed = keys.find((key) => this.history.latest.keys.has(key));
    if (needed === undefined) return;
    throw new Violation(`${task.actor} deletes "${needed}", which ${LATEST_KEY} counts on`);
  }

  /** Reads an object once; later only asks whether it is still there. */
  async #read(key: string): Promise<void> {
    const where = { Bucket: INDEX_BUCKET, Key: `${INDEX_PREFIX}${key}` };
    try {
      if (this.#known.has(key)) {
        await this.#client.send(new HeadObjectCommand(where));
        return;
      }
      const { Body } = await this.#client.send(new GetObjectCommand(where));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      this.#known.set(key, {
        bytes: isLarge(key) ? new Uint8Array() : bytes,
        etag: sha256Of(bytes),
        modifiedAtMs: 0,
      });
    } catch (error) {
      if (!isMissing(error)) throw error;
      this.#known.delete(key);
    }
  }
}

/** Only their hashes are asked for again. */
function isLarge(key: string): boolean {
  return /\.(sqlite|hnsw)$/.test(key);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && ["NoSuchKey", "NotFound"].includes(error.name);
}

/** The key within the index; `undefined` for requests of another bucket or of the bucket as a whole. */
function keyOf({ url }: ProxiedRequest): string | undefined {
  const path = decodeURIComponent(new URL(url, "http://localhost").pathname);
  const start = `/${INDEX_BUCKET}/${INDEX_PREFIX}`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
}

function deletedKeys({ method, url, body }: ProxiedRequest, key: string | undefined): string[] {
  if (method === "DELETE" && key !== undefined) return [key];
  if (method !== "POST" || !/[?&]delete(=|&|$)/.test(url)) return [];
  return [...body.toString("utf8").matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, found = ""]) =>
    found.startsWith(INDEX_PREFIX) ? found.slice(INDEX_PREFIX.length) : found,
  );
}
