import { createLambdaClient } from "@dateline-search/client/lambda";

const functionName = process.env["SEARCH_FUNCTION"] ?? "";
/** Outside of the handler, so that warm invocations share its connections. */
const client = createLambdaClient({ functionName, timeoutMs: 10_000 });

interface Question {
  readonly question: string;
  /** Only what was published up to then: `2025-12-10`. */
  readonly asOf?: string;
}

/** Answers a question with the sentences that answer it, and where they stand. */
export async function handler({ question, asOf }: Question) {
  const { generation, hits } = await client.search(question, { limit: 3, asOf });
  const answers = hits.map(({ article, highlight }) => ({
    says: highlight.text,
    title: article.title,
    publishedAt: article.publishedAt,
    link: highlight.link,
  }));
  return { generation, answers };
}
