import { DeleteObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import type { ArticleBook, WrittenArticle } from "../simulation/article-book.ts";

export const ARTICLES_BUCKET = "articles";

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

  async put(id: string): Promise<void> {
    const written = this.#book.write(id);
    const object = this.#objectOf(id);
    object.versions.push(written);
    object.isThere = true;
    object.isUncertain = false;
    const { key: Key } = object;
    await this.#client.send(new PutObjectCommand({ Bucket: ARTICLES_BUCKET, Key, Body: recordOf(written) }));
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
export function recordOf({ article: { id, title, text, updatedAt } }: WrittenArticle): string {
  return JSON.stringify({ id, title, text, updatedAt });
}
