import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "../files/file-error.ts";
import { isOlder, type StatedTimes, type StatedVersion } from "../generation/article-version.ts";
import type { Article } from "../types.ts";
import { keepEarlierTimes } from "./keep-earlier-times.ts";

export interface NewestVersionsOptions {
  /** An existing folder, which has a file of all that comes for the time. */
  readonly folder: string;
  /** Hears of each version that is left out for a newer one, by the id of its article. */
  readonly onReplaced: (id: string) => void;
}

/** The newest version of an article. */
export interface NewestVersion<T> {
  readonly newest: T;
  /** Its own, unless an older version was published earlier. */
  readonly times: StatedTimes;
  /** The id that a feed gives it, where any version has one: a page does not know it. */
  readonly alias: string | null;
}

/** Where the newest version of an article is in the file. */
interface Spooled {
  /** Id of the article. */
  readonly id: string;
  readonly at: number;
  readonly bytes: number;
  readonly stated: StatedVersion;
  readonly times: StatedTimes;
  readonly alias: string | null;
}

/**
 * Hands on one version of each article: the one with the latest time, or the last that came when times do not tell. That
 * is known when all have come, so until then they wait in a file.
 *
 * @throws DatelineError `disk-full`, `store-forbidden` for the file; whatever reading the articles throws
 */
export async function* newestVersions<
  T extends { readonly article: Article; readonly version?: number | null; readonly alias?: string | null },
>(
  incoming: AsyncIterable<T> | Iterable<T>,
  { folder, onReplaced }: NewestVersionsOptions,
): AsyncGenerator<NewestVersion<T>> {
  const path = join(folder, "incoming.jsonl");
  const file = await open(path, "w+").catch((error) => {
    throw fileError("write", path, error);
  });
  try {
    const spooled = new SpooledVersions();
    let at = 0;
    for await (const one of incoming) {
      const { id, publishedAt, updatedAt } = one.article;
      const times = { publishedAt, updatedAt };
      const stated = { ...times, version: one.version ?? null };
      const first = spooled.unite(id, one.alias ?? null);
      const names = namesOf(one, first);
      if (first !== undefined) onReplaced(id);
      if (first !== undefined && isOlder(stated, first.stated)) {
        spooled.keep({ ...first, ...names, times: keepEarlierTimes(first.times, times) });
        continue;
      }
      const bytes = await append(file, path, one);
      const place = { at, bytes, stated, times: first ? keepEarlierTimes(times, first.times) : times };
      // Articles are handed on in the order in which their newest versions came.
      spooled.append({ ...names, ...place });
      at += bytes;
    }
    for (const place of spooled.all()) {
      const { id, times, alias } = place;
      const newest = await read<T>(file, place);
      yield { newest: { ...newest, article: { ...newest.article, id } }, times, alias };
    }
  } finally {
    await file.close();
    await rm(path, { force: true });
  }
}

/**
 * The names of an article of which two versions came. Where sources name it in different ways, the version that states
 * both names decides which of them is the id, so that the order of arrival does not.
 */
function namesOf(
  { article, alias = null }: { readonly article: Pick<Article, "id">; readonly alias?: string | null },
  known: Spooled | undefined,
): Pick<Spooled, "id" | "alias"> {
  if (known === undefined || alias !== null) return { id: article.id, alias };
  if (known.alias !== null) return { id: known.id, alias: known.alias };
  return { id: article.id, alias: null };
}

/** The newest versions so far, found by the ids and by the aliases of their articles. */
class SpooledVersions {
  readonly #versions = new Map<number, Spooled>();
  /** Keys of versions by ids and aliases. */
  readonly #keys = new Map<string, number>();
  /** Keys of versions that turned out to be of the same article as others. */
  readonly #united = new Map<number, number>();
  #nextKey = 0;

  /** The newest of the versions that an id and an alias name, which may come from different articles so far. */
  unite(id: string, alias: string | null): Spooled | undefined {
    const keys = new Set([id, alias].map((name) => this.#keyOf(name)).filter((key) => key !== undefined));
    const [one, other] = [...keys];
    const [first, second] = [one, other].map((key) =>
      key === undefined ? undefined : this.#versions.get(key),
    );
    if (one === undefined || other === undefined || first === undefined || second === undefined) return first;
    const newest = isOlder(second.stated, first.stated) ? first : second;
    const [kept, lost, older] = newest === first ? [one, other, second] : [other, one, first];
    this.#versions.delete(lost);
    this.#united.set(lost, kept);
    const united = {
      ...newest,
      alias: newest.alias ?? older.alias,
      times: keepEarlierTimes(newest.times, older.times),
    };
    this.#versions.set(kept, united);
    return united;
  }

  /** Changes what is known of a version in its place. */
  keep(version: Spooled): void {
    const key = this.#keyOf(version.id) ?? this.#keyOf(version.alias) ?? this.#nextKey++;
    this.#versions.set(key, version);
    this.#keys.set(version.id, key);
    if (version.alias !== null) this.#keys.set(version.alias, key);
  }

  /** Puts a version at the end. */
  append(version: Spooled): void {
    const key = this.#keyOf(version.id) ?? this.#keyOf(version.alias);
    if (key !== undefined) this.#versions.delete(key);
    this.keep(version);
  }

  all(): Iterable<Spooled> {
    return this.#versions.values();
  }

  #keyOf(name: string | null): number | undefined {
    let key = name === null ? undefined : this.#keys.get(name);
    for (let next = key; next !== undefined; next = this.#united.get(next)) key = next;
    return key;
  }
}

async function append(file: FileHandle, path: string, value: object): Promise<number> {
  const line = Buffer.from(`${JSON.stringify(value)}\n`);
  try {
    // Unlike write, it does not stop half-way.
    await file.writeFile(line);
    return line.length;
  } catch (error) {
    throw fileError("write", path, error);
  }
}

async function read<T>(file: FileHandle, { at, bytes }: Spooled): Promise<T> {
  const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
  return JSON.parse(buffer.toString("utf8"));
}
