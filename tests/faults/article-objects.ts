import { DeleteObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import type { ArticleBook, WrittenArticle } from "../simulation/article-book.ts";
import { Violation } from "../simulation/index-history.ts";
import type { IndexChange, IndexTask } from "../simulation/index-task.ts";

export const ARTICLES_BUCKET = "articles";

const EMBARGO_SHARE = 0.15;
const LONGEST_EMBARGO_MS = 15_000;
const CLOCK_SLACK_MS = 1_000;

/** A message of the queue: one change of one object. */
export interface ObjectMessage {
  readonly id: string;
  readonly object: ArticleObject;
  readonly body: object;
}

/** An object of the bucket of articles that holds one article. */
export interface ArticleObject {
  readonly key: string;
  readonly idHash: string;
  /** Every version that was put, the newest last; it grows. */
  readonly versions: WrittenArticle[];
  isThere: boolean;
  wasDeleted: boolean;
  /** True when a rollback may have undone what a message brought; until the object changes again. */
  isUncertain: boolean;
}

/** Changes objects, and tells of it in a queue that repeats and reorders its messages. */
export class ArticleObjects {
  readonly #client: S3Client;
  readonly #book: ArticleBook;
  readonly #random: () => number;
  readonly #objects = new Map<string, ArticleObject>();
  readonly #queue: ObjectMessage[] = [];
  /** Ends of embargoes in milliseconds of the epoch, by fingerprint. */
  readonly #embargoes = new Map<string, number>();
  readonly #embargoed = new Map<string, ArticleObject>();
  #changes = 0;
  /** How many messages came twice or before others that were sent earlier. */
  disordered = 0;

  constructor(
    client: S3Client,
    { book, random }: { readonly book: ArticleBook; readonly random: () => number },
  ) {
    this.#client = client;
    this.#book = book;
    this.#random = random;
  }

  get all(): readonly ArticleObject[] {
    return [...this.#objects.values()];
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Objects that were ever under embargo, which every ingestion reads again when that is over. */
  embargoed(idHash: string): ArticleObject | undefined {
    return this.#embargoed.get(idHash);
  }

  /** When the last embargo is over, in milliseconds of the epoch. */
  get lastEmbargoMs(): number {
    return Math.max(0, ...this.#embargoes.values());
  }

  /** @throws Violation for an article that a process brings in before its embargo is over by the process's own clock */
  assertShowable({ before, after }: IndexChange, { actor, clockOffsetMs = 0 }: IndexTask): void {
    for (const [id, fingerprint] of after.articles) {
      const until = this.#embargoes.get(fingerprint) ?? 0;
      const isNew = before.articles.get(id) !== fingerprint;
      if (!isNew || Date.now() + clockOffsetMs + CLOCK_SLACK_MS >= until) continue;
      throw new Violation(`${actor} brought article ${id} in before its embargo was over`);
    }
  }

  async put(id: string): Promise<void> {
    const written = this.#book.write(id);
    const object = this.#objectOf(id);
    object.versions.push(written);
    object.isThere = true;
    object.isUncertain = false;
    const { key: Key } = object;
    const embargo = this.#random() < EMBARGO_SHARE ? Date.now() + this.#random() * LONGEST_EMBARGO_MS : null;
    if (embargo !== null) {
      this.#embargoes.set(written.fingerprint, embargo);
      this.#embargoed.set(object.idHash, object);
    }
    const Body = recordOf(written, embargo);
    await this.#client.send(new PutObjectCommand({ Bucket: ARTICLES_BUCKET, Key, Body }));
    this.#tell(object, "ObjectCreated:Put");
  }

  async delete(id: string): Promise<void> {
    const object = this.#objectOf(id);
    object.wasDeleted = true;
    object.isThere = false;
    object.isUncertain = false;
    await this.#client.send(new DeleteObjectCommand({ Bucket: ARTICLES_BUCKET, Key: object.key }));
    this.#tell(object, "ObjectRemoved:Delete");
  }

  /** Takes some messages out of the queue, not always the oldest. */
  take(count: number): readonly ObjectMessage[] {
    const taken: ObjectMessage[] = [];
    while (taken.length < count && this.#queue.length > 0) {
      const at = this.#random() < 0.7 ? 0 : Math.floor(this.#random() * this.#queue.length);
      if (at > 0) this.disordered += 1;
      taken.push(...this.#queue.splice(at, 1));
    }
    return taken;
  }

  giveBack(messages: readonly ObjectMessage[]): void {
    this.#queue.push(...messages);
  }

  doubtAll(): void {
    for (const object of this.all) object.isUncertain = true;
  }

  #objectOf(id: string): ArticleObject {
    const known = this.#objects.get(id);
    if (known !== undefined) return known;
    const object = {
      key: `${id}.json`,
      idHash: hashOfId(id),
      versions: [],
      isThere: false,
      wasDeleted: false,
      isUncertain: false,
    };
    this.#objects.set(id, object);
    return object;
  }

  #tell(object: ArticleObject, eventName: string): void {
    const change = ++this.#changes;
    const s3 = {
      bucket: { name: ARTICLES_BUCKET },
      object: { key: object.key, sequencer: change.toString(16).toUpperCase().padStart(18, "0") },
    };
    const body = { Records: [{ eventSource: "aws:s3", eventName, eventTime: new Date().toISOString(), s3 }] };
    this.#queue.push({ id: `message-${change}`, object, body });
    if (this.#random() > 0.3) return;
    this.disordered += 1;
    this.#queue.push({ id: `message-${change}-again`, object, body });
  }
}

/** A JSON record of an article, as a file of a corpus has it. */
export function recordOf(
  { article: { id, title, text, updatedAt } }: WrittenArticle,
  embargoMs: number | null = null,
): string {
  const embargoedUntil = embargoMs === null ? undefined : new Date(embargoMs).toISOString();
  return JSON.stringify({ id, title, text, updatedAt, embargoedUntil });
}
