import { type MessagePort, parentPort } from "node:worker_threads";
import type { SourceEntry } from "./corpus-entry.ts";
import type { ParserReply, ParserRequest, ParserSource } from "./parser-messages.ts";
import { readCorpusFile } from "./read-corpus-file.ts";
import { readSource } from "./read-source.ts";
import type { ReadSourceOptions } from "./read-source-bytes.ts";

/** Limits of one reply, so that neither side buffers much. */
const MAX_ENTRIES = 200;
const MAX_UNITS = 500_000;

type Entries = AsyncIterator<SourceEntry> | Iterator<SourceEntry>;

/** Parses for a `ParserThread`, one source after the other, in portions on request. */
export function serveParser(port: MessagePort | null = parentPort): void {
  if (port === null) throw new Error("Cannot serve as a parser: this is no worker thread");
  let entries: Entries = [].values();
  port.on("message", async (request: ParserRequest) => {
    try {
      if (request.kind === "start") {
        await entries.return?.();
        entries = read(request.source, request.options);
      }
      port.postMessage(await nextEntries(entries));
    } catch (error) {
      const reply: ParserReply = { kind: "failed", message: String(error) };
      port.postMessage(reply);
    }
  });
  const ready: ParserReply = { kind: "ready" };
  port.postMessage(ready);
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
