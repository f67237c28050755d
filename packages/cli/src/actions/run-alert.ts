import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasFloor } from "@dateline-search/core/alerts/alert-floor";
import { newAlertId } from "@dateline-search/core/alerts/new-alert-id";
import { Outbox } from "@dateline-search/core/alerts/outbox";
import {
  type AlertChannel,
  alertQuery,
  feedPath,
  parseNewSearch,
  type SavedSearch,
} from "@dateline-search/core/alerts/saved-search";
import { SavedSearchList } from "@dateline-search/core/alerts/saved-search-list";
import { strictQuestion } from "@dateline-search/core/alerts/strict-question";
import { LIST_FILTERS, type ListFilter } from "@dateline-search/core/article-fields";
import { DatelineError } from "@dateline-search/core/errors";
import { readCurrent } from "@dateline-search/core/generation/amend-index";
import { checkModel } from "@dateline-search/core/generation/open-generation";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import type { MODES } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import type { SearchResult } from "@dateline-search/core/types";
import type { CliContext } from "../cli-context.ts";
import { EXIT } from "../exit-code.ts";
import { openEmbedder } from "../open-embedder.ts";
import { openStore, withIndexStore } from "../open-store.ts";
import { openSynonyms } from "../open-synonyms.ts";
import { openWholeGeneration } from "../open-whole-generation.ts";
import { countOf } from "../terminal/format-number.ts";
import { printJson } from "../terminal/print-json.ts";
import { printResult } from "../terminal/print-result.ts";

export interface AlertStoreFlags {
  readonly store: string;
  readonly json: boolean;
}

export interface AlertAddFlags
  extends AlertStoreFlags,
    Readonly<Partial<Record<ListFilter, readonly string[]>>> {
  readonly id?: string;
  readonly name?: string;
  readonly per: "story" | "article";
  readonly quietHours: number;
  readonly webhook?: string;
  readonly secret?: string;
  readonly topic?: string;
  readonly feed: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly timeZone?: string;
  readonly mode: (typeof MODES)[number];
  readonly minConfidence?: number;
  readonly minSimilarity?: number;
}

/** As many as fit on one screen. */
const SHOWN = 10;

/** Saves a search with an index. */
export async function runAlertAdd(text: string, flags: AlertAddFlags, context: CliContext): Promise<void> {
  const search = toSavedSearch(text, flags);
  await new SavedSearchList(await openStore(flags.store)).add(search, { signal: context.signal });
  if (flags.json) printJson(context.stdout, search);
  else {
    const added = `Added the alert ${search.id} in ${flags.store}.\n`;
    context.stdout.write(`${added}${quoted(search, text)}${followed(search)}`);
  }
}

/** Lists saved searches and undeliverable messages. */
export async function runAlertList(
  { store: location, json }: AlertStoreFlags,
  { stdout, signal }: CliContext,
): Promise<void> {
  const store = await openStore(location);
  const alerts = await new SavedSearchList(store).read({ signal });
  const deadLetters = await new Outbox(store).deadLetters({ signal });
  if (json) return printJson(stdout, { alerts, deadLetters });
  stdout.write(alerts.length === 0 ? `No alerts in ${location}.\n` : alerts.map(toLine).join(""));
  for (const { message, reason } of deadLetters) {
    stdout.write(`not delivered: ${message.alert.id}, ${message.article.id}: ${reason}\n`);
  }
}

/** Shows what a saved search finds in the current index. */
export async function runAlertTest(
  id: string,
  { store: location, json }: AlertStoreFlags,
  context: CliContext,
): Promise<void> {
  const result = await withIndexStore(location, async (store) => {
    const searches = await new SavedSearchList(store).read({ signal: context.signal });
    const search = searches.find((one) => one.id === id);
    if (search === undefined)
      throw new DatelineError(
        "invalid-input",
        `Cannot test the alert: there is no alert with the id "${id}"`,
      );
    return await answer(search, store, context);
  });
  if (json) printJson(context.stdout, result);
  else printResult(context.stdout, result, { full: false });
}

/** Removes saved searches. @returns the exit code */
export async function runAlertRemove(
  ids: readonly string[],
  { store, json }: AlertStoreFlags,
  { stdout, stderr, signal }: CliContext,
): Promise<number> {
  const list = new SavedSearchList(await openStore(store));
  const removed: string[] = [];
  for (const id of ids) {
    if ((await list.remove(id, { signal })) !== undefined) removed.push(id);
    else stderr.write(`no such alert: ${id}\n`);
  }
  if (json) printJson(stdout, { removed });
  else stdout.write(`Removed ${countOf(removed.length, "alert")} from ${store}.\n`);
  return removed.length < ids.length ? EXIT.incomplete : EXIT.ok;
}

/** Shows names that were put in quotation marks, since they narrow the matches. */
function quoted({ question }: SavedSearch, text: string): string {
  return question.text === text
    ? ""
    : `Articles must contain the names: ${question.text}\nTo make a name optional, write it in lower case.\n`;
}

function followed(search: SavedSearch): string {
  return search.channel.type === "feed"
    ? `Feed, relative to the address of the API: ${feedPath(search)}\n`
    : "";
}

function channelOf({ feed, webhook, secret, topic }: AlertAddFlags): AlertChannel {
  if (feed) return { type: "feed" };
  if (topic !== undefined) return { type: "sns", topic };
  if (webhook !== undefined && secret !== undefined) return { type: "webhook", url: webhook, secret };
  const missing =
    webhook === undefined ? "--webhook or --topic, or --feed to send nothing" : "--secret with --webhook";
  throw new DatelineError("invalid-input", `Cannot add the alert: pass ${missing}`);
}

function toSavedSearch(text: string, flags: AlertAddFlags): SavedSearch {
  const { name = text, id = newAlertId(name), per, quietHours, mode } = flags;
  const fields = [...LIST_FILTERS, "from", "to", "timeZone", "minConfidence", "minSimilarity"] as const;
  const given = fields.flatMap((field) =>
    flags[field] === undefined ? [] : [[field, flags[field]] as const],
  );
  return parseNewSearch({
    id,
    name,
    question: strictQuestion({ text, mode, ...Object.fromEntries(given) }),
    per,
    quietHours,
    channel: channelOf(flags),
    createdAt: new Date().toISOString(),
  });
}

function toLine({ id, name, question, per, quietHours, channel }: SavedSearch): string {
  const where = channel.type === "webhook" ? new URL(channel.url).host : channel.type;
  const once = per === "story" ? `a story in ${quietHours} hours` : "each article";
  const asked = name === question.text ? name : `${name}: ${question.text}`;
  return `${id}  ${asked}  (${once}, to ${where})\n`;
}

async function answer(search: SavedSearch, store: ObjectStore, context: CliContext): Promise<SearchResult> {
  const { signal } = context;
  const { generation, manifest } = await readCurrent(store, { signal });
  if (generation === null || manifest === null) {
    throw new DatelineError("index-missing", "Cannot test the alert: there is no index");
  }
  const folder = await mkdtemp(join(tmpdir(), "dateline-alert-"));
  const embedder = await openEmbedder(manifest.model.name, context);
  try {
    checkModel(manifest, embedder);
    const query = { ...alertQuery(search), limit: SHOWN };
    if (!hasFloor(query, embedder.calibration)) {
      throw new DatelineError(
        "invalid-input",
        `Cannot test the alert: the model ${embedder.modelName} is not calibrated, so it needs a phrase or --min-similarity`,
      );
    }
    const opened = await openWholeGeneration(store, { id: generation, manifest }, { folder, signal });
    const synonyms = await openSynonyms(context);
    try {
      return await searchPassages({ generation: opened, embedder, synonyms }, query);
    } finally {
      opened.close();
    }
  } finally {
    await embedder.close();
    await rm(folder, { recursive: true, force: true });
  }
}
