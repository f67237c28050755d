import { compareServices, priceElsewhere } from "@dateline-search/cli/doctor/compare-services";
import { SERVICE_PRICES } from "@dateline-search/cli/doctor/service-prices";
import { expect, test } from "vitest";

const WORKLOAD = {
  passages: 1_000_000,
  passagesPerArticle: 4,
  dimensions: 384,
  passageBytes: 964,
  tokensPerPassage: 200,
  tokensPerQuery: 10,
  queriesPerMonth: 100_000,
  dateline: {
    memoryMb: 2048,
    warmMs: 40,
    coldMs: 2_000,
    coldShare: 0.02,
    requestsOfColdStart: 80,
    articleMs: 600,
    indexBytes: 2.5e9,
  },
};

const costs = () => Object.fromEntries(compareServices(WORKLOAD).map((cost) => [cost.service, cost]));

test("Dateline's cost is that of the function's time, requests and storage", () => {
  // 0.98 × 40 ms + 0.02 × 2,000 ms = 79.2 ms at 2 GiB, a request, and 1.6 reads.
  const query = 79.2e-3 * 2 * 0.0000166667 + 0.2e-6 + 1.6 * 0.0000004;
  expect(costs()["Dateline"]).toMatchObject({
    centsPer1000Queries: expect.closeTo(query * 1e5, 9),
    centsPer1000Articles: expect.closeTo((0.6 * 2 * 0.0000166667 + 6 * 0.000005) * 1e5, 9),
    usdStanding: expect.closeTo(3 * 2.5 * 0.023, 9),
  });
});

test("services are priced by float32 vectors with their metadata", () => {
  // 384 × 4 + 964 = 2,500 bytes, so a million are 2.5 GB. Ten tokens cost 0.00000002 × 10.
  expect(costs()["S3 Vectors and an embedding API"]).toMatchObject({
    centsPer1000Queries: expect.closeTo((2.5e-6 + 2e-7) * 1e5, 9),
    centsPer1000Articles: expect.closeTo((4 * 2.5e-6 * 0.2 + 800 * 2e-8) * 1e5, 9),
    usdStanding: expect.closeTo(0.15, 9),
  });
  // 2.5 read units of $16 a million; three write units of $4 a million for each passage.
  expect(costs()["Pinecone serverless and an embedding API"]).toMatchObject({
    centsPer1000Queries: expect.closeTo((2.5 * 16e-6 + 2e-7) * 1e5, 9),
    centsPer1000Articles: expect.closeTo((4 * 3 * 4e-6 + 800 * 2e-8) * 1e5, 9),
    usdStanding: 50,
  });
});

test("standing costs are divided among the queries of a month", () => {
  const {
    usdStanding = 0,
    centsPer1000Queries = 0,
    centsPer1000QueriesInAll,
  } = costs()["OpenSearch Serverless and an embedding API"] ?? {};
  expect(usdStanding).toBeCloseTo(2 * 730 * 0.24 + 2.5 * 0.024, 9);
  expect(centsPer1000QueriesInAll).toBeCloseTo(centsPer1000Queries + usdStanding, 9);
});

test("a small namespace of Pinecone costs a quarter of a read unit", () => {
  const [, , , pinecone] = compareServices({ ...WORKLOAD, passages: 1_000, tokensPerQuery: 0 });
  expect(pinecone?.centsPer1000Queries).toBeCloseTo(0.25 * 16e-6 * 1e5, 9);
});

test("every price names its source and its date", () => {
  for (const { usd, source, seenOn } of Object.values(SERVICE_PRICES)) {
    expect(usd).toBeGreaterThan(0);
    expect(source).toMatch(/^https:\/\//);
    expect(seenOn).toMatch(/^2026-\d\d-\d\d$/);
  }
});

test("the monthly cost elsewhere consists of standing costs, queries and new articles", () => {
  const month = priceElsewhere({ ...WORKLOAD, articlesPerMonth: 3_000 });
  const compared = costs();
  expect(month.map(({ service }) => service)).not.toContain("Dateline");
  for (const { service, usd } of month) {
    const { centsPer1000Queries = 0, centsPer1000Articles = 0, usdStanding = 0 } = compared[service] ?? {};
    expect(usd).toBeCloseTo(usdStanding + (100 * centsPer1000Queries + 3 * centsPer1000Articles) / 100, 9);
    expect(usd).toBeGreaterThan(0);
  }
});
