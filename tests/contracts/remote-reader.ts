import {
  type RemoteReader,
  type RemoteSource,
  SourceUnreadable,
} from "@dateline-search/core/ports/remote-reader";
import { describe, expect, test } from "vitest";

/** A place with known content. */
export interface RemotePlace {
  readonly reader: RemoteReader;
  /** What is at it, by the ending of the name. */
  readonly location: string;
  readonly contents: Readonly<Record<string, string>>;
  /** Makes all of it disappear. */
  readonly remove: () => Promise<void>;
}

/** What every reader of remote sources promises. `make` gives a place of its own to each test. */
export function describeRemoteReader(name: string, make: () => Promise<RemotePlace>): void {
  describe(`${name} as a RemoteReader`, () => {
    test("lists the sources at a location in a stable order, and reads their content", async () => {
      const { reader, location, contents } = await make();
      const sources = await all(reader, location);
      expect((await all(reader, location)).map((source) => source.name)).toEqual(
        sources.map((source) => source.name),
      );
      expect(sources).toHaveLength(Object.keys(contents).length);
      for (const [ending, text] of Object.entries(contents)) {
        const source = sources.find((candidate) => candidate.name.endsWith(ending));
        const content = await source?.read();
        expect(Buffer.from(content?.bytes ?? []).toString("utf8")).toBe(text);
      }
    });

    test("returns the same bytes when read again", async () => {
      const { reader, location } = await make();
      const [source] = await all(reader, location);
      const first = await source?.read();
      expect(await source?.read()).toEqual(first);
    });

    test("reports a deleted source as unreadable", async () => {
      const { reader, location, remove } = await make();
      const [source] = await all(reader, location);
      await remove();
      const reading = source?.read();
      await expect(reading).rejects.toBeInstanceOf(SourceUnreadable);
      await expect(reading).rejects.toMatchObject({
        code: "invalid-article",
        reason: expect.stringMatching(/\w/),
      });
    });

    test("stops with code aborted", async () => {
      const { reader, location } = await make();
      const [source] = await all(reader, location);
      await expect(source?.read(AbortSignal.abort())).rejects.toMatchObject({ code: "aborted" });
    });
  });
}

async function all(reader: RemoteReader, location: string): Promise<readonly RemoteSource[]> {
  const sources: RemoteSource[] = [];
  for await (const source of reader.sourcesAt(location)) sources.push(source);
  return sources;
}
