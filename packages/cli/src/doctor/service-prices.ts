/** A published list price in US dollars, with its source and date. */
export interface PublishedPrice {
  readonly usd: number;
  readonly source: string;
  readonly seenOn: string;
}

const price = (usd: number, source: string, seenOn: string): PublishedPrice => ({ usd, source, seenOn });

const S3_VECTORS = "https://www.exploreagentic.ai/insights/s3-vectors-enterprise-rag/";
const OPENAI = "https://developers.openai.com/api/docs/models/text-embedding-3-small";
const OPENSEARCH = "https://c3x.dev/resources/aws/aws_opensearchserverless_collection/";
const PINECONE = "https://docs.flexprice.io/cookbooks/pricing-teardowns/pinecone-pricing";

/**
 * Prices of comparable services, for us-east-1. The pages of AWS and Pinecone load their prices by script, so these are
 * from pages that quote them. A price that was not found is missing here and mentioned where it matters.
 */
export const SERVICE_PRICES = {
  s3VectorsPerGbMonth: price(0.06, S3_VECTORS, "2026-11-29"),
  s3VectorsPerGbWritten: price(0.2, S3_VECTORS, "2026-11-29"),
  s3VectorsPerQuery: price(
    2.5 / 1e6,
    "https://www.oflight.co.jp/en/columns/aws-s3-vectors-ai-rag-cost-reduction-guide-2026",
    "2026-04-07",
  ),
  embeddingPerToken: price(0.02 / 1e6, OPENAI, "2026-07-03"),
  openSearchPerOcuHour: price(0.24, OPENSEARCH, "2026-11-29"),
  openSearchPerGbMonth: price(0.024, OPENSEARCH, "2026-11-29"),
  pineconePerReadUnit: price(16 / 1e6, PINECONE, "2026-11-04"),
  pineconePerWriteUnit: price(4 / 1e6, PINECONE, "2026-11-04"),
  pineconePerGbMonth: price(0.33, PINECONE, "2026-11-04"),
  pineconeLeastPerMonth: price(50, PINECONE, "2026-11-04"),
} as const;
