import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { buildIndex } from "@dateline-search/core/indexing/build-index";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { MODELS_FOLDER } from "../setup/pull-model.ts";

let embedder: Embedder;
beforeAll(async () => {
  embedder = await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: DEFAULT_MODEL_NAME });
});
afterAll(() => embedder.close());

/** Each report with its story; those of one story share no sentence. */
const REPORTS = [
  {
    id: "aground-1",
    story: "ferry",
    title: "Ferry runs aground off Orkney",
    text: "A ferry with 214 passengers ran aground in dense fog off Orkney early on Tuesday, the coastguard said. Nobody was hurt, and tugs from the mainland were expected to refloat the vessel at high tide in the evening.",
    publishedAt: "2025-11-25T08:00:00Z",
  },
  {
    id: "aground-2",
    story: "ferry",
    title: "Passengers rescued from stranded ferry near Orkney",
    text: "More than two hundred people had to be taken off a ferry that hit a sandbank in thick fog near Orkney on Tuesday morning. Coastguard officials said there were no injuries. The ship is due to be pulled free this evening.",
    publishedAt: "2025-11-25",
  },
  {
    // The follow-up of next week is another day's news.
    id: "inquiry",
    story: "ferry inquiry",
    title: "Inquiry into grounding of Orkney ferry begins",
    text: "Investigators began to question the crew of the ferry that ran aground in fog off Orkney last week. The captain had told the coastguard that the radar of the ship had failed.",
    publishedAt: "2025-12-03",
  },
  {
    // The same section and day, the same kind of event, another ship and place.
    id: "trawler",
    story: "trawler",
    title: "Trawler sinks off Cornwall, crew of five saved",
    text: "Five fishermen were winched to safety by helicopter after their trawler took on water and sank off the coast of Cornwall on Tuesday. The crew had called for help after a net caught in the propeller.",
    publishedAt: "2025-11-25",
  },
  {
    id: "rates-1",
    story: "rates",
    title: "Bank of England holds interest rates at 4 per cent",
    text: "The Bank of England left interest rates unchanged at 4 per cent on Thursday, by five votes to four. Governor Andrew Bailey said that inflation had peaked, but that he wanted to be sure before cutting again.",
    publishedAt: "2025-11-06T12:05:00Z",
  },
  {
    id: "rates-2",
    story: "rates",
    title: "Knife-edge vote keeps UK borrowing costs on hold",
    text: "Borrowing costs stay at 4 per cent after policymakers at the Bank of England split five to four over whether to cut interest rates. Bailey, the governor, said inflation was likely to have peaked.",
    publishedAt: "2025-11-06T13:30:00Z",
  },
  {
    id: "ecb",
    story: "ecb",
    title: "European Central Bank keeps rates steady in Florence",
    text: "The European Central Bank kept its deposit rate at 2 per cent for a third meeting in a row. President Christine Lagarde said in Florence that policy was in a good place.",
    publishedAt: "2025-11-06",
  },
] as const;

test("reworded reports of one event are one story, others of its subject, section or day are not", async () => {
  const root = temporaryFolder();
  const [corpusPath, folder] = [join(root, "corpus"), join(root, "index")];
  mkdirSync(corpusPath);
  writeFileSync(
    join(corpusPath, "reports.json"),
    JSON.stringify(REPORTS.map(({ story: _, ...article }) => article)),
  );
  const store = new FileObjectStore(folder);
  await buildIndex(
    { store, embedder, format: localSegmentFormat, workFolder: join(root, "work") },
    { corpusPath, targetTokens: 192, overlapTokens: 0, strict: true },
  );
  const generation = await openGeneration(folder, { format: localSegmentFormat, verify: "size" });
  try {
    const query = parseQuery({ text: "ferry trawler interest rates", limit: 100, collapse: "article" });
    const { hits } = await searchPassages({ generation, embedder }, query);
    const found = hits.map(({ article, story }) =>
      [article.id, ...(story?.others.map(({ id }) => id) ?? [])].toSorted(),
    );
    const expected = REPORTS.map(({ story }) =>
      REPORTS.filter((report) => report.story === story).map(({ id }) => id),
    );
    const named = (stories: readonly (readonly string[])[]) => new Set(stories.map((ids) => ids.join(" ")));
    expect(named(found)).toEqual(named(expected));
  } finally {
    generation.close();
  }
});
