import type { IngestFigures, IngestRound } from "../ingest/measure-ingest.ts";
import { formatNumber } from "./format-figures.ts";
import { markdownTable, type TableRow } from "./markdown-table.ts";
import { percentile } from "./statistics.ts";

/** The report of `npm run bench:ingest`, as Markdown. */
export function ingestReport({
  run,
  figures,
}: {
  readonly run: string;
  readonly figures: readonly IngestFigures[];
}): string {
  return `# From a dropped article to an answer that contains it

${run}

An article is put into a bucket; the ingest function is invoked with the message that S3 would send through the queue;
the search function is refreshed, and queried for the article. Both run in Lambda's Runtime Interface Emulator, S3 is
versitygw. The queue's wait for a batch and the refresh interval are settings and not included.

Milliseconds, median and slowest of the warm rounds; cold is the first article, which the ingest function meets cold.

${markdownTable(
  ["corpus", "passages", "ingest", "follow", "query", "together", "slowest", "cold"],
  figures.map(timeRow),
)}

Requests and kB for one article, median of the warm rounds: what the ingest function reads and writes, and what the search
function reads. They must not grow with the corpus.

${markdownTable(
  ["corpus", "passages", "ingest requests", "read", "written", "search requests", "read"],
  figures.map(byteRow),
)}`;
}

function timeRow({ name, passages, cold, warm }: IngestFigures): TableRow {
  const median = (of: (round: IngestRound) => number) => formatNumber(percentile(warm.map(of), 0.5));
  const totals = warm.map(({ totalMs }) => totalMs);
  return [
    name,
    passages.toLocaleString("en-US"),
    median(({ ingestMs }) => ingestMs),
    median(({ followMs }) => followMs),
    median(({ queryMs }) => queryMs),
    median(({ totalMs }) => totalMs),
    formatNumber(Math.max(...totals)),
    formatNumber(cold.totalMs),
  ];
}

function byteRow({ name, passages, warm }: IngestFigures): TableRow {
  const median = (of: (round: IngestRound) => number) => percentile(warm.map(of), 0.5);
  const kilobytes = (of: (round: IngestRound) => number) => formatNumber(median(of) / 1_000);
  return [
    name,
    passages.toLocaleString("en-US"),
    median(({ ingest }) => ingest.requests),
    kilobytes(({ ingest }) => ingest.readBytes),
    kilobytes(({ ingest }) => ingest.writtenBytes),
    median(({ search }) => search.requests),
    kilobytes(({ search }) => search.readBytes),
  ];
}
