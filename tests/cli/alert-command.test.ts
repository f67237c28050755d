import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { showAlerts } from "@dateline-search/cli/dev/show-alerts";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import { expect, test } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const WEBHOOK = ["--webhook", "https://desk.example/hook", "--secret", "DATELINE_ALERT_SECRET_DESK"];

test("a search is saved, listed, tested and removed", async () => {
  const { store } = await buildIndex();
  const added = await runCommand([
    "alert",
    "add",
    "ferry strike",
    "--id",
    "ferries",
    ...WEBHOOK,
    "--store",
    store,
  ]);
  expect(added).toMatchObject({ exitCode: 0, stdout: `Added the alert ferries in ${store}.\n` });
  const twice = await runCommand(["alert", "add", "storm", "--id", "ferries", ...WEBHOOK, "--store", store]);
  expect(twice).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('there is one with the id "ferries"'),
  });
  const listed = await runCommand(["alert", "list", "--store", store]);
  expect(listed.stdout).toBe("ferries  ferry strike  (a story in 24 hours, to desk.example)\n");
  const tested = await runCommand(["alert", "test", "ferries", "--store", store, "--json"]);
  const hits: { article: { id: string } }[] = JSON.parse(tested.stdout).hits;
  expect(hits.map(({ article }) => article.id)).toEqual(["ferry"]);
  const unknown = await runCommand(["alert", "test", "storms", "--store", store]);
  expect(unknown).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('there is no alert with the id "storms"'),
  });
  const removed = await runCommand(["alert", "remove", "ferries", "storms", "--store", store]);
  expect(removed).toMatchObject({
    exitCode: 3,
    stderr: "no such alert: storms\n",
    stdout: `Removed 1 alert from ${store}.\n`,
  });
  expect((await runCommand(["alert", "list", "--store", store])).stdout).toBe(`No alerts in ${store}.\n`);
});

test("every operator and filter is saved with the search", async () => {
  const store = temporaryFolder();
  const flags = ["--source", "IANS", "--exclude-source", "PTI", "--from", "2025-01-01", "--language", "en"];
  const more = ["--per", "article", "--quiet-hours", "2", "--mode", "lexical", "--min-confidence", "0.5"];
  const args = ["alert", "add", '"wheat price" -futures', "--name", "Wheat", ...flags, ...more, ...WEBHOOK];
  const { stdout } = await runCommand([...args, "--store", store, "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    id: expect.stringMatching(/^wheat-[0-9a-f]{6}$/),
    name: "Wheat",
    question: {
      text: '"wheat price" -futures',
      source: ["IANS"],
      excludeSource: ["PTI"],
      from: "2025-01-01",
      language: ["en"],
      mode: "lexical",
      minConfidence: 0.5,
    },
    per: "article",
    quietHours: 2,
    channel: { type: "webhook", url: "https://desk.example/hook", secret: "DATELINE_ALERT_SECRET_DESK" },
  });
});

test("names are saved in quotation marks, and the command reports that", async () => {
  const store = temporaryFolder();
  const args = ["alert", "add", "earthquake in Indonesia", "--id", "quakes", ...WEBHOOK, "--store", store];
  expect((await runCommand(args)).stdout).toContain(
    'Articles must contain the names: earthquake in "Indonesia"\n',
  );
  const { alerts } = JSON.parse((await runCommand(["alert", "list", "--store", store, "--json"])).stdout);
  expect(alerts).toMatchObject([
    { name: "earthquake in Indonesia", question: { text: 'earthquake in "Indonesia"', minConfidence: 0.9 } },
  ]);
});

test("a search followed as a feed has no webhook, and the command prints the feed's address", async () => {
  const store = temporaryFolder();
  const args = ["alert", "add", "ferry strike", "--id", "ferries", "--source", "IANS", "--feed"];
  const { stdout } = await runCommand([...args, "--store", store]);
  expect(stdout).toContain("/v1/search/rss.xml?q=ferry+strike&source=IANS&mode=hybrid&minConfidence=0.9\n");
  const listed = await runCommand(["alert", "list", "--store", store, "--json"]);
  expect(JSON.parse(listed.stdout).alerts).toMatchObject([{ id: "ferries", channel: { type: "feed" } }]);
});

test.each([
  [[], "pass --webhook or --topic, or --feed to send nothing"],
  [["--webhook", "https://desk.example/hook"], "pass --secret with --webhook"],
  [["--feed", ...WEBHOOK], "cannot be used with"],
  [["--topic", "arn:aws:sns:eu-west-1:123456789012:desk", ...WEBHOOK], "cannot be used with"],
  [["--topic", "desk"], "must be the ARN of a topic"],
])("nothing is saved without exactly one channel: %j", async (flags, message) => {
  const store = temporaryFolder();
  const { exitCode, stderr } = await runCommand(["alert", "add", "ferry", ...flags, "--store", store]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
});

test.each([
  [["--min-confidence", "0"], "minConfidence must be above 0"],
  [["--quiet-hours", "1000"], "quietHours"],
  [["--from", "soon"], "from"],
  [["--id", "Ferry Strike"], "id: must be lower-case letters"],
])("nothing is saved with %j", async (flags, message) => {
  const store = temporaryFolder();
  const { exitCode, stderr } = await runCommand([
    "alert",
    "add",
    "ferry",
    ...WEBHOOK,
    ...flags,
    "--store",
    store,
  ]);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(message) });
  expect((await runCommand(["alert", "list", "--store", store])).stdout).toContain("No alerts");
});

test("dateline dev shows which alerts an update would have sent", async () => {
  const { store, corpus } = await buildIndex();
  await runCommand(["alert", "add", "ferry strike", "--id", "ferries", ...WEBHOOK, "--store", store]);
  const written: string[] = [];
  const show = async () => {
    const stderr = { write: (text: string) => written.push(text) };
    const context = { stdout: stderr, stderr, signal: new AbortController().signal, config: {} };
    await showAlerts({ index: store, model: DEFAULT_MODEL_NAME }, context as never);
  };
  await show();
  expect(written).toEqual([]);
  writeArticle(
    corpus,
    "second",
    "Ferry crews strike again",
    "Crews of the island ferry went on strike again on Friday.",
  );
  writeArticle(corpus, "harvest", "A good harvest", "Farmers brought in more wheat than last year.");
  await runCommand(["build", corpus, "--index", store]);
  await show();
  expect(written).toEqual(['Alert ferries would report "Ferry crews strike again"\n']);
  await show();
  expect(written).toHaveLength(1);
});

async function buildIndex() {
  const root = temporaryFolder();
  const [corpus, store] = [join(root, "corpus"), join(root, "index")];
  mkdirSync(corpus);
  writeArticle(
    corpus,
    "ferry",
    "Ferry strike",
    "The ferry strike began on Monday, and the islands waited for milk.",
  );
  writeArticle(corpus, "theatre", "A new play", "The theatre showed a play about a gardener and his roses.");
  await runCommand(["build", corpus, "--index", store]);
  return { store, corpus };
}

function writeArticle(corpus: string, id: string, title: string, text: string): void {
  writeFileSync(join(corpus, `${id}.json`), JSON.stringify({ id, title, text, publishedAt: "2025-03-01" }));
}
