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
    const spooled = new Map<string, Spooled>();
    let at = 0;
    for await (const one of incoming) {
      const { id, publishedAt, updatedAt } = one.article;
      const times = { publishedAt, updatedAt };
      const stated = { ...times, version: one.version ?? null };
      const first = spooled.get(id);
      const alias = one.alias ?? first?.alias ?? null;
      if (first !== undefined) onReplaced(id);
      if (first !== undefined && isOlder(stated, first.stated)) {
        spooled.set(id, { ...first, alias, times: keepEarlierTimes(first.times, times) });
        continue;
      }
      const bytes = await append(file, path, one);
      // Articles are handed on in the order in which their newest versions came.
      spooled.delete(id);
      spooled.set(id, {
        at,
        bytes,
        stated,
        alias,
        times: first ? keepEarlierTimes(times, first.times) : times,
      });
      at += bytes;
    }
    for (const place of spooled.values()) {
      const { times, alias } = place;
      yield { newest: await read<T>(file, place), times, alias };
    }
  } finally {
    await file.close();
    await rm(path, { force: true });
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
