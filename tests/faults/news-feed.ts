import { createServer, type Server, type ServerResponse } from "node:http";
import { readSourceBytes } from "@dateline-search/core/corpus/read-source-bytes";
import type { ArticleBook, WrittenArticle } from "../simulation/article-book.ts";
import type { SharedRun } from "./fault-run.ts";

const ITEMS = 10;
const FAULT_SHARE = 0.2;

/** A feed on a web server that fails now and then: with a 503, without an answer, or with a part of one. */
export class NewsFeed {
  readonly #book: ArticleBook;
  readonly #random: () => number;
  readonly #written = new Map<string, WrittenArticle[]>();
  readonly #items = new Map<number, object>();
  #server: Server | undefined;
  #changes = 0;

  constructor(book: ArticleBook, random: () => number) {
    this.#book = book;
    this.#random = random;
  }

  /** Every version of every item, the newest last; by the hashes of their ids. It grows. */
  get articles(): ReadonlyMap<string, readonly WrittenArticle[]> {
    return this.#written;
  }

  get url(): string {
    const address = this.#server?.address();
    if (typeof address !== "object" || address === null) throw new Error("The feed was not started");
    return `http://127.0.0.1:${address.port}/feed.json`;
  }

  async start(shared: Pick<SharedRun, "counts" | "isFaulty">): Promise<void> {
    const { counts } = shared;
    const server = createServer((_, outgoing) => {
      const fault = shared.isFaulty && this.#random() < FAULT_SHARE ? this.#random() : null;
      if (fault !== null) counts.faults.set("feed fails", (counts.faults.get("feed fails") ?? 0) + 1);
      this.#answer(outgoing, fault);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server === undefined ? resolve(0) : this.#server.close(resolve)));
  }

  /** Brings an item in a new version. */
  async change(): Promise<void> {
    const item = Math.floor(this.#random() * ITEMS);
    const at = ++this.#changes;
    const id = `https://feed.example/item-${item}`;
    const written = this.#book.write(id);
    const { version } = written;
    const value = {
      id,
      url: id,
      title: `Item ${item}`,
      content_text: `Report ${id} in version ${version}. The ferry was late.`,
      date_published: "2025-03-03T06:00:00Z",
      date_modified: new Date(Date.UTC(2025, 5, 1) + at * 60_000).toISOString(),
    };
    this.#items.set(item, value);
    const bytes = Buffer.from(feedOf([value]));
    for (const entry of readSourceBytes({ name: "feed.json", bytes, url: this.url })) {
      if (entry.kind !== "article") continue;
      const known = this.#book.know(entry.article, version);
      this.#written.set(known.idHash, [...(this.#written.get(known.idHash) ?? []), known]);
    }
  }

  #answer(outgoing: ServerResponse, fault: number | null): void {
    const text = feedOf([...this.#items.values()]);
    if (fault !== null && fault < 0.3) return void outgoing.writeHead(503).end();
    if (fault !== null && fault < 0.6) return void outgoing.destroy();
    outgoing.writeHead(200, { "content-type": "application/feed+json", "content-length": text.length });
    if (fault === null) return void outgoing.end(text);
    outgoing.write(text.slice(0, Math.floor(text.length * this.#random())));
    setTimeout(() => outgoing.destroy(), 5);
  }
}

function feedOf(items: readonly object[]): string {
  return JSON.stringify({ version: "https://jsonfeed.org/version/1.1", title: "News", items });
}
