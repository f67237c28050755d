import { readFile, stat } from "node:fs/promises";
import type { Article } from "../types.ts";
import type { ArticleEntry, ProblemEntry } from "./corpus-entry.ts";
import { decodeText } from "./decode-text.ts";
import { InvalidRecord } from "./invalid-record.ts";
import { type CorpusFile, unreadable } from "./list-corpus-files.ts";
import { parseJson, parseJsonFile } from "./parse-json-file.ts";
import { parseJsonRecord } from "./parse-json-record.ts";
import { parseMarkdown } from "./parse-markdown.ts";
import { parsePlainText } from "./parse-plain-text.ts";
import { readLines } from "./read-lines.ts";

const MEGABYTE = 1024 * 1024;
/** A file of one article: room for the longest text in any encoding. */
const MAX_ARTICLE_FILE_BYTES = 32 * MEGABYTE;
/** A `.json` file is in memory as a whole, several times its size; JSON Lines has no limit. */
const MAX_JSON_FILE_BYTES = 256 * MEGABYTE;

/** Where a record begins. */
interface Position {
  readonly file: string;
  readonly line: number;
  readonly encoding: string;
}

/** Reads the records of one file; what cannot be read, up to the whole file, becomes a problem entry. */
export async function* readCorpusFile(file: CorpusFile): AsyncGenerator<ArticleEntry | ProblemEntry> {
  try {
    if (file.format === "json-lines") yield* readJsonLines(file);
    else if (file.format === "json") yield* readJson(file);
    else yield await readArticle(file, file.format === "markdown" ? parseMarkdown : parsePlainText);
  } catch (error) {
    if (error instanceof InvalidRecord) yield toProblem(error, file.name, 1);
    else if (isSystemError(error)) yield unreadable(file.name, error);
    else throw error;
  }
}

async function readArticle(
  file: CorpusFile,
  parse: (text: string) => Article,
): Promise<ArticleEntry | ProblemEntry> {
  const { text, encoding } = decodeText(await readWhole(file.path, MAX_ARTICLE_FILE_BYTES));
  return toEntry(() => parse(text), { file: file.name, line: 1, encoding });
}

async function* readJson(file: CorpusFile): AsyncGenerator<ArticleEntry | ProblemEntry> {
  const { text, encoding } = decodeText(await readWhole(file.path, MAX_JSON_FILE_BYTES));
  for (const { value, line } of parseJsonFile(text)) {
    yield toEntry(() => parseJsonRecord(value), { file: file.name, line, encoding });
  }
}

async function* readJsonLines(file: CorpusFile): AsyncGenerator<ArticleEntry | ProblemEntry> {
  for await (const { number, text, encoding } of readLines(file.path)) {
    if (typeof text === "string") {
      yield toEntry(() => parseJsonRecord(parseJson(text)), { file: file.name, line: number, encoding });
    } else {
      yield toProblem(text, file.name, number);
    }
  }
}

function toEntry(parse: () => Article, { file, line, encoding }: Position): ArticleEntry | ProblemEntry {
  try {
    return { kind: "article", article: parse(), origin: { file, line, encoding } };
  } catch (error) {
    if (error instanceof InvalidRecord) return toProblem(error, file, line);
    throw error;
  }
}

function toProblem({ reason, line }: InvalidRecord, file: string, recordLine: number): ProblemEntry {
  return { kind: "problem", problem: { file, line: recordLine + line - 1, reason } };
}

async function readWhole(path: string, maxBytes: number): Promise<Buffer> {
  const { size } = await stat(path);
  if (size <= maxBytes) return readFile(path);
  const megabytes = Math.ceil(size / MEGABYTE);
  throw new InvalidRecord(
    `file has ${megabytes} MB, more than ${maxBytes / MEGABYTE}; split it, or use JSON Lines, one article a line`,
  );
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
