import { type FileHandle, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "../files/file-error.ts";
import { isOlder, type StatedTimes, type StatedVersion } from "../generation/article-version.ts";
import type { Article } from "../types.ts";
import { keepEarlierTimes, preciseTimes } from "./keep-earlier-times.ts";

export interface NewestVersionsOptions {
  /** An existing folder for a temporary file of all articles. */
  readonly folder: string;
  /** Called with the id of the article for each version that is dropped for a newer one. */
  readonly onReplaced: (id: string) => void;
}

/** The newest version of an article. */
export interface NewestVersion<T> {
  readonly newest: T;
  /** Its own times, unless an older version states an earlier publication. */
  readonly times: StatedTimes;
  /** The id in its feed, if any version has one. A page does not state it. */
  readonly alias: string | null;
}

/** The newest version of an article, and its place in the file. */
interface Spooled {
  readonly id: string;
  readonly at: number;
  readonly bytes: number;
  readonly stated: StatedVersion;
  readonly times: StatedTimes;
  readonly alias: string | null;
}

/**
 * Yields one version of each article: the one with the latest time, or the last to arrive if times do not
 * decide. Spools all versions to a file, because the newest is known only at the end.
 *
 * @throws DatelineError `disk-full`, `store-forbidden` for the file; whatever reading the articles throws
 */
export async function* newestVersions<
  T extends {
    readonly article: Article;
    readonly version?: number | null;
    readonly alias?: string | null;
    readonly isMonth?: boolean;
  },
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
      const { version = null, isMonth = false } = one;
      const stated = { ...times, version, isMonth };
      const first = spooled.unite(id, one.alias ?? null);
      const names = namesOf(one, first);
      if (first !== undefined) onReplaced(id);
      if (first !== undefined && isOlder(stated, first.stated)) {
        spooled.keep({ ...first, ...names, times: keepEarlierTimes(first.times, times) });
        continue;
      }
      const bytes = await append(file, path, one);
      const united = first && keepEarlierTimes(preciseTimes(times, isMonth), first.times);
      const place = { at, bytes, stated, times: united ?? times };
      // Yield articles in the order in which their newest versions arrived.
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
 * The names of an article after another version of it. If sources name it differently, the version with both
 * names decides which one is the id, so that the order of arrival does not matter.
 */
function namesOf(
  { article, alias = null }: { readonly article: Pick<Article, "id">; readonly alias?: string | null },
  known: Spooled | undefined,
): Pick<Spooled, "id" | "alias"> {
  if (known === undefined || alias !== null) return { id: article.id, alias };
  if (known.alias !== null) return { id: known.id, alias: known.alias };
  return { id: article.id, alias: null };
}

/** The newest versions so far, by the ids and aliases of their articles. */
class SpooledVersions {
  readonly #versions = new Map<number, Spooled>();
  /** Keys of versions by ids and aliases. */
  readonly #keys = new Map<string, number>();
  /** Keys of versions that were united with another one, by their own keys. */
  readonly #united = new Map<number, number>();
  #nextKey = 0;

  /** Unites the versions with this id or alias, which may have counted as two articles. @returns the newest */
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

  /** Updates a version in place. */
  keep(version: Spooled): void {
    const key = this.#keyOf(version.id) ?? this.#keyOf(version.alias) ?? this.#nextKey++;
    this.#versions.set(key, version);
    this.#keys.set(version.id, key);
    if (version.alias !== null) this.#keys.set(version.alias, key);
  }

  /** Appends a version. */
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
    // Unlike `write`, this always writes all bytes.
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
