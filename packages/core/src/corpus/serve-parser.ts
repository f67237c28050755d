import { Worker } from "node:worker_threads";
import type { SourceEntry } from "./corpus-entry.ts";
import type { ParserReply, ParserRequest, ParserSource } from "./parser-messages.ts";
import { readCorpusFile } from "./read-corpus-file.ts";
import { readSource } from "./read-source.ts";
import type { ReadSourceOptions } from "./read-source-bytes.ts";

/** Limits on one reply, so that neither side buffers much. */
const MAX_ENTRIES = 200;
const MAX_UNITS = 500_000;

type Entries = AsyncIterator<SourceEntry> | Iterator<SourceEntry>;

/** Ends a process whose parent is gone. A busy parser would not notice. */
const END_WITH_PARENT = `
const { workerData: parent } = require("node:worker_threads");
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 1_000);
`;

/** Parses for a `ParserProcess`, one source after the other, in portions on request. */
export function serveParser(): void {
  const reply = (message: ParserReply) => process.send?.(message);
  let entries: Entries = [].values();
  process.on("message", async (request: ParserRequest) => {
    try {
      if (request.kind === "start") {
        await entries.return?.();
        entries = read(request.source, request.options);
      }
      reply(await nextEntries(entries));
    } catch (error) {
      reply({ kind: "failed", message: String(error) });
    }
  });
  // Ctrl-C reaches all processes of a terminal, but the parent decides when this one ends.
  process.on("SIGINT", () => {});
  process.once("disconnect", () => process.exit());
  new Worker(END_WITH_PARENT, { eval: true, workerData: process.ppid }).unref();
  reply({ kind: "ready" });
}

function read(source: ParserSource, options: ReadSourceOptions): Entries {
  return source.kind === "file" ? readCorpusFile(source.file, options) : readSource(source.source, options);
}

async function nextEntries(from: Entries): Promise<ParserReply> {
  const entries: SourceEntry[] = [];
  let units = 0;
  while (entries.length < MAX_ENTRIES && units < MAX_UNITS) {
    const next = await from.next();
    if (next.done) return { kind: "entries", entries, isLast: true };
    entries.push(next.value);
    if (next.value.kind === "article") units += next.value.article.text.length;
  }
  return { kind: "entries", entries, isLast: false };
}
