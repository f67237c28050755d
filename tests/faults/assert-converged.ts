import { setTimeout as sleep } from "node:timers/promises";
import { hashOfId } from "@dateline-search/core/generation/article-identity";
import { Violation } from "../simulation/index-history.ts";
import {
  ARTICLE_IDS,
  addJob,
  batchJob,
  type ClientContext,
  collectJob,
  compactJob,
  EDITOR,
  embargoesJob,
  feedsJob,
  forgetJob,
  INGESTER,
  type Job,
  type Role,
  searchJob,
} from "./client-roles.ts";
import type { SharedRun } from "./fault-run.ts";
import type { FaultyClient } from "./faulty-client.ts";

const BATCH = 10;
const EMBARGO_MARGIN_MS = 1_500;
/** How often a message may come again when nothing goes wrong any more. */
const MOST_DELIVERIES = 400;

/**
 * Lets healthy processes finish: works off the queue, changes, compacts, cleans and searches the index.
 *
 * @throws Violation when something of it fails, or the index has not what the objects have
 */
export async function assertConverged(
  shared: SharedRun,
  start: (role: Role, index: number) => Promise<FaultyClient>,
): Promise<void> {
  const random = () => 0.9;
  const ingester = await start(INGESTER, 100);
  try {
    await workOff(shared, ingester);
    await bringInEmbargoed(shared, ingester);
    assertObjects(shared);
    await assertDone(ingester, await feedsJob(shared));
  } finally {
    await ingester.stop();
  }
  const editor = await start(EDITOR, 101);
  try {
    const storeUrl = "s3://index/news";
    const context: ClientContext = { ...shared, random, folder: shared.folder, storeUrl };
    const jobs: readonly Job[] = [
      await addJob(context),
      compactJob(context),
      collectJob(context),
      searchJob(context),
    ];
    for (const job of jobs) await assertDone(editor, job);
    await assertForgets(shared, { editor, context });
  } finally {
    await editor.stop();
  }
}

async function assertDone(client: FaultyClient, job: Job): Promise<void> {
  if (await client.perform(job)) return;
  throw new Violation(
    `"${job.task.kind}" fails, although nothing goes wrong any more; its process logged: ${client.logged}`,
  );
}

async function bringInEmbargoed({ objects }: SharedRun, ingester: FaultyClient): Promise<void> {
  await sleep(Math.max(0, objects.lastEmbargoMs - Date.now() + EMBARGO_MARGIN_MS));
  await assertDone(ingester, embargoesJob({ objects }));
}

/** No object of the store has a word of an article that was forgotten. */
async function assertForgets(
  shared: SharedRun,
  { editor, context }: { readonly editor: FaultyClient; readonly context: ClientContext },
): Promise<void> {
  const job = forgetJob(context);
  await assertDone(editor, job);
  const [idHash] = job.task.removes;
  const id = ARTICLE_IDS.find((one) => hashOfId(one) === idHash);
  const key = await shared.index.findText(`Report ${id} in version`);
  if (key !== null) throw new Violation(`${id} was forgotten, and "${key}" still has its text`);
}

async function workOff({ objects }: SharedRun, ingester: FaultyClient): Promise<void> {
  for (let delivery = 0; objects.waiting > 0; delivery++) {
    if (delivery === MOST_DELIVERIES)
      throw new Violation(
        `${objects.waiting} messages are never acknowledged; the function logged: ${ingester.logged}`,
      );
    await ingester.perform(batchJob({ objects }, objects.take(BATCH)));
  }
}

function assertObjects({ objects, index, book }: SharedRun): void {
  const { articles } = index.history.latest;
  for (const { key, idHash, versions, isThere, isUncertain } of objects.all) {
    if (isUncertain) continue;
    const wanted = isThere ? (versions.at(-1)?.version ?? 0) : 0;
    const found = book.versionOf(articles.get(idHash));
    if (wanted !== found)
      throw new Violation(`"${key}" is in version ${wanted}, the index has ${found} (0 for none)`);
  }
}
