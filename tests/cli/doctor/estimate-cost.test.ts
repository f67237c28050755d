import { estimateCost } from "@dateline-search/cli/doctor/estimate-cost";
import { expect, test } from "vitest";

const MILLIONS = {
  requestsPerMonth: 3e6,
  coldStarts: 30_000,
  memoryMb: 2048,
  storageMb: 1536,
  warmMs: 20,
  coldMs: 2_000,
  indexBytes: 1e9,
  objects: 10,
  refreshSeconds: 60,
  articlesPerMonth: 3_000,
  logMonths: 3,
  router: false,
  firewall: false,
};

test("a month is priced line by line, before and after the free tier", () => {
  const { lines, usd, usdAfterFree } = estimateCost(MILLIONS);
  const amounts = Object.fromEntries(lines.map(({ name, usd, usdAfterFree }) => [name, [usd, usdAfterFree]]));
  // 3,000,000 × 20 ms + 30,000 × 2 s = 120,000 s, at 2 GiB of memory and 1 GiB of extra /tmp.
  expect(amounts["Lambda requests"]?.map(cents)).toEqual([60, 40]);
  expect(amounts["Lambda compute"]?.map(cents)).toEqual([400, 0]);
  expect(amounts["Lambda /tmp"]?.[0]).toBeCloseTo(120_000 * 0.0000000309, 6);
  expect(amounts["S3 storage"]?.map(cents)).toEqual([7, 7]);
  expect(amounts["S3 requests"]?.map(cents)).toEqual([12, 12]);
  expect(amounts["Data out"]?.map(cents)).toEqual([216, 0]);
  expect(amounts["Logs"]?.map(cents)).toEqual([225, 0]);
  // 4.5 GB a month, of which three months are kept.
  expect(amounts["Logs kept"]?.map(cents)).toEqual([41, 41]);
  expect(amounts["S3 writes"]?.map(cents)).toEqual([9, 9]);
  // One container that is asked all the time looks every minute.
  expect(amounts["S3 refreshes"]?.[0]).toBeCloseTo(43_200 * 0.0000004, 6);
  expect(amounts["Dashboard"]?.map(cents)).toEqual([300, 0]);
  expect(usd).toBeCloseTo(
    lines.reduce((sum, line) => sum + line.usd, 0),
    9,
  );
  expect(cents(usdAfterFree)).toBe(110);
});

test("the arithmetic is shown", () => {
  expect(estimateCost(MILLIONS).lines[1]?.arithmetic).toBe("240,000 GB-seconds at 2048 MB × $0.0000166667");
});

test("a router and a firewall cost per request, and a query that always checks for a newer generation costs a read", () => {
  const options = { ...MILLIONS, router: true, firewall: true, refreshSeconds: 0 };
  const amounts = estimateCost(options).lines.map(({ name, usd }) => [name, cents(usd)]);
  expect(amounts).toEqual(
    expect.arrayContaining([
      ["Router", 330],
      ["Firewall", 600],
      ["Firewall", 180],
      ["S3 refreshes", 120],
    ]),
  );
});

test("without requests, only storage and monitoring cost money", () => {
  const { lines } = estimateCost({ ...MILLIONS, requestsPerMonth: 0, coldStarts: 0, articlesPerMonth: 0 });
  expect(lines.filter(({ usd }) => usd > 0).map(({ name }) => name)).toEqual([
    "S3 storage",
    "Metrics of logs",
    "Alarms",
    "Dashboard",
  ]);
});

function cents(usd: number): number {
  return Math.round(usd * 100);
}
