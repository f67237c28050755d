import { AWS_PRICES, HOURS_PER_MONTH } from "./aws-prices.ts";
import { STORED_GENERATIONS, WRITES_PER_UPDATE } from "./estimate-cost.ts";
import { SERVICE_PRICES } from "./service-prices.ts";

/** The load of a corpus and its readers, independent of the service. */
export interface CorpusWorkload {
  readonly passages: number;
  readonly passagesPerArticle: number;
  readonly dimensions: number;
  /** Key, text and fields of a passage. */
  readonly passageBytes: number;
  readonly tokensPerPassage: number;
  readonly tokensPerQuery: number;
  readonly queriesPerMonth: number;
}

/** The same with measured figures of Dateline's function. */
export interface ServiceWorkload extends CorpusWorkload {
  readonly dateline: DatelineDurations;
}

export interface DatelineDurations {
  readonly memoryMb: number;
  readonly warmMs: number;
  readonly coldMs: number;
  /** Share of queries that start a container, 0…1. */
  readonly coldShare: number;
  /** Requests to S3 until the first answer. */
  readonly requestsOfColdStart: number;
  /** Embedding and indexing an article, in milliseconds of the function. */
  readonly articleMs: number;
  readonly indexBytes: number;
}

export interface ServiceCost {
  readonly service: string;
  readonly centsPer1000Queries: number;
  readonly centsPer1000Articles: number;
  /** Monthly cost of storage and standby, even without queries. */
  readonly usdStanding: number;
  /** Query and standing costs together, at the workload's monthly number of queries. */
  readonly centsPer1000QueriesInAll: number;
  /** Omissions and assumptions of the figures. */
  readonly note: string;
}

/** A typical passage of news, with its key, headline and fields, and a typical query. */
export const USUAL_NEWS = { passageBytes: 1_200, tokensPerPassage: 190, tokensPerQuery: 10 };
const GB = 1e9;
const KB = 1e3;
const CENTS = 100;
/** Half a unit for indexing and half for searching, each twice. */
const LEAST_OPENSEARCH_UNITS = 2;
/** https://docs.pinecone.io/guides/manage-cost/understanding-cost: one for each GB of the namespace, at least this. */
const LEAST_READ_UNITS = 0.25;

/**
 * Estimates what queries and articles cost with Dateline and with other services, at list prices without free tiers.
 * Leaves out data transfer, logs and alarms for all of them.
 */
export function compareServices(workload: ServiceWorkload): readonly ServiceCost[] {
  return [dateline, s3Vectors, openSearch, pinecone].map((estimate) => {
    const cost = estimate(workload);
    const standingPer1000 = (cost.usdStanding * CENTS * 1_000) / workload.queriesPerMonth;
    return { ...cost, centsPer1000QueriesInAll: cost.centsPer1000Queries + standingPer1000 };
  });
}

/** The monthly cost of another service. */
export interface CostElsewhere extends Pick<ServiceCost, "service" | "note"> {
  readonly usd: number;
}

/** Estimates a month with each of the services, by the same prices. */
export function priceElsewhere(
  workload: CorpusWorkload & { readonly articlesPerMonth: number },
): readonly CostElsewhere[] {
  const { queriesPerMonth, articlesPerMonth } = workload;
  return [s3Vectors, openSearch, pinecone].map((estimate) => {
    const { service, note, centsPer1000Queries, centsPer1000Articles, usdStanding } = estimate(workload);
    const cents = (queriesPerMonth * centsPer1000Queries + articlesPerMonth * centsPer1000Articles) / 1_000;
    return { service, note, usd: usdStanding + cents / CENTS };
  });
}

type OwnCost = Omit<ServiceCost, "centsPer1000QueriesInAll">;

function dateline({ dateline: measured }: ServiceWorkload): OwnCost {
  const { memoryMb, warmMs, coldMs, coldShare, requestsOfColdStart, articleMs, indexBytes } = measured;
  const usdPerMs = ((memoryMb / 1_024) * AWS_PRICES.lambdaPerGibSecond) / 1_000;
  const ms = (1 - coldShare) * warmMs + coldShare * coldMs;
  const query =
    AWS_PRICES.lambdaPerRequest + ms * usdPerMs + coldShare * requestsOfColdStart * AWS_PRICES.s3PerGet;
  const article = articleMs * usdPerMs + WRITES_PER_UPDATE * AWS_PRICES.s3PerPut;
  return {
    service: "Dateline",
    centsPer1000Queries: per1000(query),
    centsPer1000Articles: per1000(article),
    usdStanding: (STORED_GENERATIONS * indexBytes * AWS_PRICES.s3PerGbMonth) / GB,
    note: `${coldShare * 100} % of the queries are cold starts, and each article arrives alone`,
  };
}

function s3Vectors(workload: CorpusWorkload): OwnCost {
  const { passages, passagesPerArticle } = workload;
  const { s3VectorsPerQuery, s3VectorsPerGbWritten, s3VectorsPerGbMonth } = SERVICE_PRICES;
  const vectorGb = vectorBytes(workload) / GB;
  return {
    service: "S3 Vectors and an embedding API",
    centsPer1000Queries: per1000(s3VectorsPerQuery.usd + embeddedQuery(workload)),
    centsPer1000Articles: per1000(
      passagesPerArticle * vectorGb * s3VectorsPerGbWritten.usd + embeddedArticle(workload),
    ),
    usdStanding: passages * vectorGb * s3VectorsPerGbMonth.usd,
    note: "no search by words; queries cost more than this, because no price was found for the data that they process",
  };
}

function openSearch(workload: CorpusWorkload): OwnCost {
  const { openSearchPerOcuHour, openSearchPerGbMonth } = SERVICE_PRICES;
  const stored = (workload.passages * vectorBytes(workload) * openSearchPerGbMonth.usd) / GB;
  return {
    service: "OpenSearch Serverless and an embedding API",
    centsPer1000Queries: per1000(embeddedQuery(workload)),
    centsPer1000Articles: per1000(embeddedArticle(workload)),
    usdStanding: LEAST_OPENSEARCH_UNITS * HOURS_PER_MONTH * openSearchPerOcuHour.usd + stored,
    note:
      "the minimum of a classic collection with redundancy; the next generation, since 2026-05-28, " +
      "scales to zero and then takes about 10 to 30 s to start",
  };
}

function pinecone(workload: CorpusWorkload): OwnCost {
  const { passages, passagesPerArticle } = workload;
  const { pineconePerReadUnit, pineconePerWriteUnit, pineconePerGbMonth, pineconeLeastPerMonth } =
    SERVICE_PRICES;
  const storedGb = (passages * vectorBytes(workload)) / GB;
  const readUnits = Math.max(LEAST_READ_UNITS, storedGb);
  const writeUnits = passagesPerArticle * Math.ceil(vectorBytes(workload) / KB);
  return {
    service: "Pinecone serverless and an embedding API",
    centsPer1000Queries: per1000(readUnits * pineconePerReadUnit.usd + embeddedQuery(workload)),
    centsPer1000Articles: per1000(writeUnits * pineconePerWriteUnit.usd + embeddedArticle(workload)),
    usdStanding: Math.max(pineconeLeastPerMonth.usd, storedGb * pineconePerGbMonth.usd),
    note: "the Standard plan's monthly minimum covers usage up to that amount",
  };
}

/** Size of a float32 vector with its metadata. */
function vectorBytes({ dimensions, passageBytes }: CorpusWorkload): number {
  return dimensions * Float32Array.BYTES_PER_ELEMENT + passageBytes;
}

function embeddedQuery({ tokensPerQuery }: CorpusWorkload): number {
  return tokensPerQuery * SERVICE_PRICES.embeddingPerToken.usd;
}

function embeddedArticle({ tokensPerPassage, passagesPerArticle }: CorpusWorkload): number {
  return tokensPerPassage * passagesPerArticle * SERVICE_PRICES.embeddingPerToken.usd;
}

function per1000(usd: number): number {
  return usd * 1_000 * CENTS;
}
