import { createHttpApp } from "@dateline-search/functions/http-app";
import type { SearchServiceParts } from "@dateline-search/functions/search-service";
import { openIndexOf, startTestService } from "../functions/start-test-service.ts";
import { serveApp, type WebApp } from "./serve-app.ts";

const RECORDS = [
  {
    id: "fog",
    title: "Fog stops ferries",
    text: "Ferries to the islands were late on Wednesday because of fog.",
    published_at: "2025-12-10",
    source: "The Harbour Post",
  },
  {
    id: "bread",
    title: "Bread prices rise",
    text: "Bakers raised the price of bread after a poor harvest.",
    published_at: "2025-11-02",
    source: "Market News",
  },
  {
    id: "vote",
    title: "Council votes on trams",
    text: "The council voted for two new tram lines in the north.",
    published_at: "2025-10-20",
    source: "The Harbour Post",
  },
];

/** The real HTTP app over a real index of three articles; parts can be replaced by ones that fail. */
export async function startExampleService(parts: Partial<SearchServiceParts> = {}): Promise<string> {
  const app = createHttpApp(startTestService({ openIndex: () => openIndexOf(RECORDS), ...parts }));
  const web: WebApp = { fetch: (request) => app.fetch(request) };
  return await serveApp(web);
}
