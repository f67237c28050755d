import { createServer } from "node:http";
import { createHttpClient, DatelineClientError } from "@dateline-search/client";

const client = createHttpClient({
  baseUrl: process.env["DATELINE_URL"] || "http://localhost:4321",
  apiKey: process.env["DATELINE_API_KEY"] || undefined,
  timeoutMs: 5_000,
});

/** `GET /earlier?draft=…` answers with earlier reports on what a draft is about, one for each story. */
const server = createServer(async (request, response) => {
  const draft = new URL(request.url ?? "/", "http://localhost").searchParams.get("draft") ?? "";
  const { status, body } = await earlierReports(draft);
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
});

async function earlierReports(draft: string): Promise<{ status: number; body: unknown }> {
  try {
    const { hits } = await client.search(draft.slice(0, 1_000), { limit: 5, collapse: "story" });
    const reports = hits.map(({ article, highlight }) => ({
      title: article.title,
      publishedAt: article.publishedAt,
      link: highlight.link,
      says: highlight.text,
    }));
    return { status: 200, body: reports };
  } catch (error) {
    if (!(error instanceof DatelineClientError)) throw error;
    return { status: error.kind === "invalid-query" ? 400 : 502, body: { error: error.message } };
  }
}

server.listen(Number(process.env["PORT"] || 3_000), "127.0.0.1", () => {
  const address = server.address();
  console.log(`http://localhost:${typeof address === "object" ? address?.port : address}/earlier?draft=…`);
});
