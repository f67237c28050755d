import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CorpusEntry } from "../../../packages/core/src/corpus/corpus-entry.ts";
import { readCorpus } from "../../../packages/core/src/corpus/read-corpus.ts";
import { DatelineError } from "../../../packages/core/src/errors.ts";

let root = "";

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "dateline corpus "));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, ...name.split("/"));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

async function read(path = root): Promise<readonly CorpusEntry[]> {
  const entries: CorpusEntry[] = [];
  for await (const entry of readCorpus(path, {})) entries.push(entry);
  return entries;
}

/** One word and a place for each entry, for tables. */
function outline(entries: readonly CorpusEntry[]): readonly string[] {
  return entries.map((entry) => {
    if (entry.kind === "problem")
      return `problem ${entry.problem.file}:${entry.problem.line} ${entry.problem.reason}`;
    if (entry.kind === "skipped") return `skipped ${entry.file} ${entry.reason}`;
    if (entry.kind === "note") return `note ${entry.note.file}:${entry.note.line} ${entry.note.reason}`;
    return `${entry.kind} ${entry.origin.file}:${entry.origin.line}`;
  });
}

describe("readCorpus", () => {
  it("reads every format below a folder in name order, in any locale", async () => {
    await write({
      "b.txt": "Text b.",
      "Z.md": "Text Z.",
      "a/2.jsonl": '{"text":"Text 2a."}\n\n{"text":"Text 2b."}\r\n',
      "a/10.json": '[{"text":"Text 10a."},\n{"text":"Text 10b."}]',
      "ä.TXT": "Text ä.",
    });
    expect(outline(await read())).toEqual([
      "article Z.md:1",
      "article a/10.json:1",
      "article a/10.json:2",
      "article a/2.jsonl:1",
      "article a/2.jsonl:3",
      "article b.txt:1",
      "article ä.TXT:1",
    ]);
  });

  it("ignores hidden files, README and LICENSE, and reports unknown formats", async () => {
    await write({
      ".hidden.txt": "x",
      ".git/config.txt": "x",
      README: "x",
      "README.md": "x",
      "sub/readme.txt": "x",
      LICENSE: "x",
      "photo.jpeg": "x",
      noextension: "x",
      "readme-of-the-year.txt": "Text.",
    });
    expect(outline(await read())).toEqual([
      'skipped noextension unknown format ""',
      'skipped photo.jpeg unknown format ".jpeg"',
      "article readme-of-the-year.txt:1",
    ]);
  });

  it("reports bad records with file, line and reason, and reads the rest", async () => {
    await write({
      "a.jsonl": '{"text":"One."}\n{"title":7,"text":"Two."}\n{"text":\n{"text":"Four."}\n[]\n{"text":""}',
      "b.json": '[{"text":"One of b."},\n\n{"text":"Two.", "date":"2025-02-30"}]',
      "c.json": "[1,\n2,,]",
      "d.md": "---\ntitle: a\nb: [\n---\nText.",
      "e.txt": "",
      "f.txt": Buffer.from("%PDF-1.7"),
      "g.txt": "Text.",
    });
    expect(outline(await read())).toEqual([
      "article a.jsonl:1",
      "problem a.jsonl:2 title must be a text, got number 7",
      expect.stringMatching(/^problem a\.jsonl:3 not valid JSON: /),
      "article a.jsonl:4",
      "problem a.jsonl:5 record must be an object with title and text, got a list",
      "problem a.jsonl:6 text is empty (no body, text, content, articleBody or similar)",
      "article b.json:1",
      "article b.json:3",
      'note b.json:3 publishedAt: date "2025-02-30" does not exist in the calendar; the article is kept without it',
      expect.stringMatching(/^problem c\.json:2 not valid JSON: /),
      expect.stringMatching(/^problem d\.md:\d front matter is not valid YAML: /),
      "problem e.txt:1 text is empty",
      "problem f.txt:1 file is a PDF document, not text; export it as plain text",
      "article g.txt:1",
    ]);
  });

  it("counts a repeated article as a duplicate, and passes on its other versions", async () => {
    await write({
      "a.txt": "Same text.",
      "b.txt": "Same text. \r\n",
      "c.jsonl": [
        '{"id":"1","title":"T","text":"One."}',
        '{"id":"1","title":"T","text":"One.","section":"again"}',
        '{"id":"1","title":"T","text":"Other."}',
        '{"id":"2","title":"T","text":"One.","updatedAt":"2025-03-02"}',
        '{"id":"2","title":"T","text":"One.","updatedAt":"2025-03-01"}',
        '{"id":"2","title":"T","text":"One.","updatedAt":"2025-03-03","section":"Home"}',
        '{"url":"https://example.org/x","text":"X."}',
        '{"url":"https://example.org/x?utm_source=y#z","text":"X."}',
      ].join("\n"),
    });
    const entries = await read();
    expect(outline(entries)).toEqual([
      "article a.txt:1",
      "duplicate b.txt:1",
      "article c.jsonl:1",
      "duplicate c.jsonl:2",
      "article c.jsonl:3",
      "article c.jsonl:4",
      "duplicate c.jsonl:5",
      "article c.jsonl:6",
      "article c.jsonl:7",
      "duplicate c.jsonl:8",
    ]);
    expect(entries[1]).toMatchObject({ firstOrigin: { file: "a.txt", line: 1 } });
  });

  it("reads one file, even one that is ignored in a folder", async () => {
    await write({ "README.md": "Text." });
    expect(outline(await read(join(root, "README.md")))).toEqual(["article README.md:1"]);
  });

  it("yields nothing for an empty folder", async () => {
    expect(await read()).toEqual([]);
  });

  it("rejects a missing path, and a single file of unknown format", async () => {
    await write({ "photo.jpeg": "x" });
    for (const name of ["missing", "photo.jpeg"]) {
      const reading = read(join(root, name));
      await expect(reading).rejects.toBeInstanceOf(DatelineError);
      await expect(reading).rejects.toMatchObject({ code: "invalid-input" });
    }
  });

  it.skipIf(process.platform === "win32")(
    "does not follow links to folders, and reports broken links",
    async () => {
      await write({ "a/x.txt": "Text." });
      await symlink(root, join(root, "a", "loop"));
      await symlink(join(root, "nowhere.txt"), join(root, "broken.txt"));
      await symlink(join(root, "a", "x.txt"), join(root, "z.txt"));
      expect(outline(await read())).toEqual([
        "skipped a/loop link to a folder",
        "article a/x.txt:1",
        "problem broken.txt:1 cannot be opened (no such file or folder)",
        "duplicate z.txt:1",
      ]);
    },
  );

  it("skips links that lead out of the folder, unless allowed", async () => {
    await write({
      "corpus/a.txt": "Text of a.",
      "corpus/sub/b.txt": "Text of b.",
      "secret.txt": "Not for readers.",
    });
    const folder = join(root, "corpus");
    await symlink(join(root, "secret.txt"), join(folder, "c.txt"));
    await symlink(join("..", "..", "secret.txt"), join(folder, "sub", "d.txt"));
    await symlink(join("..", "a.txt"), join(folder, "sub", "e.txt"));
    const outlineOf = async (followLinks: boolean) => {
      const entries: CorpusEntry[] = [];
      for await (const entry of readCorpus(folder, { followLinks })) entries.push(entry);
      return outline(entries);
    };
    expect(await outlineOf(false)).toEqual([
      "article a.txt:1",
      "skipped c.txt link to a file outside the folder",
      "article sub/b.txt:1",
      "skipped sub/d.txt link to a file outside the folder",
      "duplicate sub/e.txt:1",
    ]);
    expect((await outlineOf(true)).filter((line) => line.startsWith("article"))).toHaveLength(3);
  });

  it("stops with code aborted when the signal fires", async () => {
    await write({ "a.jsonl": '{"text":"One."}\n{"text":"Two."}\n' });
    const abort = new AbortController();
    const reading = readCorpus(root, { signal: abort.signal });
    expect(await reading.next()).toMatchObject({ value: { kind: "article" } });
    abort.abort();
    await expect(reading.next()).rejects.toMatchObject({ code: "aborted" });
  });

  it("reads the same entries twice", async () => {
    await write({ "a.txt": "Text a.", "b.jsonl": '{"text":"Text b."}\n{' });
    expect(await read()).toEqual(await read());
  });
});

describe("readCorpus on JSON Lines", () => {
  const record = (text: string) => JSON.stringify({ title: "Café", text });

  it("keeps reading UTF-8 if one line is broken", async () => {
    const broken = Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xe9, 0x20]), Buffer.from('"}')]);
    const lines = [Buffer.from(record("Élysée.")), broken, Buffer.from(record("Île."))];
    await write({ "a.jsonl": Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")])) });
    expect(outline(await read())).toEqual([
      "article a.jsonl:1",
      "problem a.jsonl:2 text is not valid utf-8; save it as UTF-8",
      "article a.jsonl:3",
    ]);
  });

  it("reads windows-1252 and UTF-16 files, with a note", async () => {
    const text = "Les autorités françaises ont annoncé la fermeture des écoles à l'été prochain.";
    await write({
      "latin.jsonl": Buffer.from(`${record(text)}\n${record(`${text} Déjà.`)}\n`, "latin1"),
      "wide.jsonl": Buffer.from(`\ufeff${record(`Ċ ${text}`)}\n${record(`ਊ ${text}`)}`, "utf16le"),
    });
    const articles = (await read()).map((entry) => (entry.kind === "article" ? entry : null));
    expect(
      articles.map((entry) => [entry?.origin.line, entry?.origin.encoding, entry?.article.text]),
    ).toEqual([
      [1, "windows-1252", text],
      [2, "windows-1252", `${text} Déjà.`],
      [1, "utf-16le", `Ċ ${text}`],
      [2, "utf-16le", `ਊ ${text}`],
    ]);
  });

  it("reports a line that is too long and reads the next", async () => {
    const long = Buffer.alloc(33 * 1024 * 1024, "x");
    await write({ "a.jsonl": Buffer.concat([long, Buffer.from(`\n${record("Text.")}`)]) });
    expect(outline(await read())).toEqual([
      "problem a.jsonl:1 line is longer than 32 MB",
      "article a.jsonl:2",
    ]);
  });
});
