import { hasCode } from "../errors.ts";
import { readCurrent } from "../generation/amend-index.ts";
import { fetchManifest } from "../generation/fetch-manifest.ts";
import { IdentityReader } from "../generation/identity-reader.ts";
import type { Manifest } from "../generation/manifest.ts";
import type { OpenGeneration } from "../generation/open-generation.ts";
import { StoryIds } from "../generation/unite-stories.ts";
import type { Embedder } from "../ports/embedder.ts";
import type { ObjectStore, RequestOptions } from "../ports/object-store.ts";
import { retryConflicts } from "../ports/retry-conflicts.ts";
import { languagesSearched } from "../search/query-terms.ts";
import type { Synonyms } from "../words/synonyms.ts";
import { type AlertMessage, matchedMessage, retractedMessage, tellingKeys } from "./alert-message.ts";
import { type AlertState, AlertStateStore, type StoredAlertState } from "./alert-state.ts";
import { findChangedArticles, rowsOfPlaces } from "./changed-articles.ts";
import { type AlertMatch, matchSearches } from "./match-searches.ts";
import { Outbox } from "./outbox.ts";
import { embeddedText, type PreparedSearches, prepareSearches } from "./prepare-searches.ts";
import type { PreparedSearchMemory } from "./prepared-search-memory.ts";
import { alertQuery, MAX_QUIET_HOURS, type SavedSearch } from "./saved-search.ts";
import { SavedSearchList } from "./saved-search-list.ts";

/** Among concurrent writers one wins, and the others start over. */
const TRIES = 20;
const HOUR_MS = 3_600_000;

export interface NoticeContext {
  readonly store: ObjectStore;
  /** Opens every segment of a generation. The caller closes it. */
  readonly openGeneration: (id: string, manifest: Manifest) => Promise<OpenGeneration>;
  readonly openEmbedder: () => Promise<
    Pick<Embedder, "embedQuery" | "fingerprint" | "dimensions" | "calibration" | "unknownShare">
  >;
  readonly synonyms?: Synonyms | undefined;
  readonly timeZone?: string | undefined;
  readonly now?: () => Date;
  /** Keeps prepared searches between rounds. */
  readonly prepared?: PreparedSearchMemory | undefined;
  /** Dry run: report the messages without sending them. */
  readonly isDryRun?: boolean;
}

/** Result of a round. */
export interface NoticeReport {
  /** `null` if there is no index. */
  readonly generation: string | null;
  /** New and changed articles. */
  readonly articles: number;
  readonly messages: readonly AlertMessage[];
  /** Alerts that can never report anything, because the model has no calibration. */
  readonly withoutFloor: readonly SavedSearch[];
  /** True if the generation of the last round is gone, so changes since then were not matched. */
  readonly isLost: boolean;
}

/**
 * Finds the articles that were added and removed since the last round, and stores the messages to send. Compares
 * generations rather than handling events, so it misses no change, even of a writer that was stopped, and reports only
 * articles of the latest generation. The first round only records the generation.
 *
 * @throws DatelineError `write-conflict` if other writers were faster every time; `object-corrupt`; as the context's functions
 */
export async function noticeChanges(
  context: NoticeContext,
  options: RequestOptions = {},
): Promise<NoticeReport> {
  return await retryConflicts(TRIES, async () => await notice(context, options));
}

async function notice(context: NoticeContext, options: RequestOptions): Promise<NoticeReport> {
  const states = new AlertStateStore(context.store);
  const stored = await states.read(options);
  const { generation, manifest } = await readCurrent(context.store, options);
  const nothing = { generation, articles: 0, messages: [], withoutFloor: [], isLost: false };
  if (generation === null || manifest === null || stored.state.generation === generation) return nothing;
  const before = await readBefore(stored.state, context.store, options);
  if (before === null) {
    await states.replace(stored, { ...stored.state, generation }, options);
    return { ...nothing, isLost: stored.state.generation !== null };
  }
  const occurredAt = (context.now?.() ?? new Date()).toISOString();
  const change = await findChangedArticles(
    { before, after: manifest },
    new IdentityReader(context.store),
    options,
  );
  const found = await matchFresh(
    context,
    { generation, manifest, places: [...change.fresh.values()] },
    options,
  );
  const { storyIds } = found;
  const { told, messages } = tell(found.matches, {
    told: stored.state.told,
    generation,
    occurredAt,
    storyIds,
  });
  const retractions = await retract(change.removed, { states, stored, store: context.store }, options);
  const all = [...messages, ...retractions.map((one) => retractedMessage(one, { generation, occurredAt }))];
  await states.replace(
    stored,
    { ...stored.state, generation, told },
    {
      ...options,
      messages: context.isDryRun === true ? [] : all,
    },
  );
  return {
    generation,
    articles: change.fresh.size,
    messages: all,
    withoutFloor: found.withoutFloor,
    isLost: false,
  };
}

/** @returns `null` if there was none, or it is gone */
async function readBefore(
  { generation }: AlertState,
  store: ObjectStore,
  options: RequestOptions,
): Promise<Manifest | null> {
  if (generation === null) return null;
  try {
    return await fetchManifest(store, generation, options);
  } catch (error) {
    if (hasCode(error, "object-missing")) return null;
    throw error;
  }
}

interface Fresh {
  readonly generation: string;
  readonly manifest: Manifest;
  readonly places: Parameters<typeof rowsOfPlaces>[1] & { readonly length: number };
}

interface FreshMatches extends Pick<Awaited<ReturnType<typeof matchSearches>>, "matches" | "withoutFloor"> {
  /** Earlier ids of the stories in the generation. */
  readonly storyIds: StoryIds;
}

async function matchFresh(
  context: NoticeContext,
  { generation, manifest, places }: Fresh,
  options: RequestOptions,
): Promise<FreshMatches> {
  const nothing = { matches: [], withoutFloor: [], storyIds: new StoryIds() };
  if (places.length === 0) return nothing;
  const list = new SavedSearchList(context.store);
  // Without saved searches, the model need not be opened.
  if (await list.isUnused(options)) return nothing;
  const embedder = await context.openEmbedder();
  const languages = languagesSearched({ manifest });
  const prepared = await prepareAll({ ...context, list, embedder, languages }, options);
  if (prepared.searches.length === 0) return nothing;
  const opened = await context.openGeneration(generation, manifest);
  try {
    const { calibration, unknownShare } = embedder;
    const { synonyms, timeZone, now } = context;
    const match = {
      generation: opened,
      calibration,
      unknownShare,
      synonyms,
      timeZone,
      ...(now && { now }),
      ...options,
    };
    const found = await matchSearches(prepared, rowsOfPlaces(opened, places), match);
    return { ...found, storyIds: StoryIds.of(opened.segments.flatMap(({ stories }) => stories.aliases())) };
  } finally {
    opened.close();
  }
}

/** Prepares again only if the list, the model or the languages have changed. */
async function prepareAll(context: Preparation, options: RequestOptions): Promise<PreparedSearches> {
  const { list, embedder, languages, prepared: memory } = context;
  const { fingerprint } = embedder;
  const read = await list.readUnless(memory?.version({ fingerprint, languages }), options);
  if (read === undefined && memory?.prepared !== undefined) return memory.prepared;
  const { version, searches } = read ?? { version: "", searches: [] };
  // Feeds are polled by their readers.
  const saved = searches.filter(({ channel }) => channel.type !== "feed");
  const prepared = await prepare(saved, context, options);
  memory?.keep({ version, fingerprint, languages }, prepared);
  return prepared;
}

interface Preparation extends NoticeContext {
  readonly list: SavedSearchList;
  readonly embedder: Awaited<ReturnType<NoticeContext["openEmbedder"]>>;
  readonly languages: readonly string[];
}

async function prepare(
  saved: readonly SavedSearch[],
  { list, embedder, synonyms, languages }: Preparation,
  options: RequestOptions,
): Promise<PreparedSearches> {
  const texts = saved.map((search) => embeddedText(alertQuery(search)));
  const embeddings = await list.embed(texts, embedder, options);
  return prepareSearches(saved, {
    embeddings,
    synonyms,
    languages,
    unknownShare: embedder.unknownShare,
  });
}

interface Telling {
  readonly told: AlertState["told"];
  readonly generation: string;
  readonly occurredAt: string;
  readonly storyIds: StoryIds;
}

/** One message for each alert and story, or article, outside its quiet time. */
function tell(
  matches: readonly AlertMatch[],
  { told: before, generation, occurredAt, storyIds }: Telling,
): Pick<Telling, "told"> & { readonly messages: readonly AlertMessage[] } {
  const told = forgetOld(before, occurredAt);
  const messages: AlertMessage[] = [];
  for (const { search, hits } of matches) {
    const ofAlert = { ...told[search.id] };
    // Hits are sorted latest first, but an alert is about the first report of a story.
    for (const hit of hits.toReversed()) {
      const keys = tellingKeys(search, hit, storyIds);
      if (keys.some((key) => isQuiet(ofAlert[key], { search, occurredAt }))) continue;
      for (const key of keys) ofAlert[key] = occurredAt;
      messages.push(matchedMessage({ search, hit, generation, occurredAt }));
    }
    told[search.id] = ofAlert;
  }
  return { told, messages };
}

function isQuiet(
  toldAt: string | undefined,
  { search, occurredAt }: { readonly search: SavedSearch; readonly occurredAt: string },
): boolean {
  if (toldAt === undefined) return false;
  // If every article counts, a correction of one is not reported again.
  const hours = search.per === "article" ? MAX_QUIET_HOURS : search.quietHours;
  return Date.parse(occurredAt) - Date.parse(toldAt) < hours * HOUR_MS;
}

function forgetOld(told: AlertState["told"], occurredAt: string): AlertState["told"] {
  const oldest = Date.parse(occurredAt) - MAX_QUIET_HOURS * HOUR_MS;
  const entries = Object.entries(told).map(([alert, keys]) => {
    const kept = Object.entries(keys).filter(([, toldAt]) => Date.parse(toldAt) >= oldest);
    return [alert, Object.fromEntries(kept)] as const;
  });
  return Object.fromEntries(entries.filter(([, keys]) => Object.keys(keys).length > 0));
}

interface RetractContext {
  readonly states: AlertStateStore;
  readonly stored: StoredAlertState;
  readonly store: ObjectStore;
}

/** Messages, sent or pending, about articles that have been removed. */
async function retract(
  removed: readonly string[],
  { states, stored, store }: RetractContext,
  options: RequestOptions,
): Promise<readonly AlertMessage[]> {
  if (removed.length === 0) return [];
  const outbox = new Outbox(store);
  const told: AlertMessage[] = [];
  for (const article of removed) told.push(...(await outbox.messagesOf(article, options)));
  for (const batch of stored.state.batches) told.push(...(await states.readBatch(batch, options)));
  const gone = new Set(removed);
  const messages = told.filter((one) => one.type === "alert.matched" && gone.has(outbox.articleOf(one)));
  return [...new Map(messages.map((one) => [one.id, one])).values()];
}
