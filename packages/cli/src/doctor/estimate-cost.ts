import { AWS_FREE, AWS_PRICES } from "./aws-prices.ts";

export interface CostInput {
  readonly requestsPerMonth: number;
  /** Number of requests that start a container. */
  readonly coldStarts: number;
  readonly memoryMb: number;
  readonly storageMb: number;
  /** What Lambda bills for a request to a warm container. */
  readonly warmMs: number;
  /** What Lambda bills for a cold start, initialisation included. */
  readonly coldMs: number;
  readonly indexBytes: number;
  /** Objects that a cold start reads. */
  readonly objects: number;
  /** How often a container checks for a newer generation. */
  readonly refreshSeconds: number;
  /** Articles that the ingest function adds each month. */
  readonly articlesPerMonth: number;
  /** Retention of the logs. */
  readonly logMonths: number;
  readonly router: boolean;
  readonly firewall: boolean;
}

export interface CostLine {
  readonly name: string;
  /** The calculation behind the amount. */
  readonly arithmetic: string;
  /** Per month, at list price. */
  readonly usd: number;
  /** The same after the monthly free tier, as if nothing else used it. */
  readonly usdAfterFree: number;
}

export interface CostEstimate {
  readonly lines: readonly CostLine[];
  readonly usd: number;
  readonly usdAfterFree: number;
}

/** Lambda's own log of an invocation plus the function's line, with CloudWatch's 26 bytes per event. */
const LOG_BYTES_PER_REQUEST = 1_500;
/** Ten hits, compressed. */
const ANSWER_BYTES = 8_000;
/** The live generation and those that a rollback can return to. Unchanged segments are stored once. */
export const STORED_GENERATIONS = 3;
const FREE_STORAGE_MB = 512;
/** As infra/ declares them. */
const ALARMS = 10;
const LOG_METRICS = 5;
const DASHBOARDS = 1;
const GB = 1e9;
const MONTH_SECONDS = 30 * 24 * 3600;
/** Measured for an update with one article. Articles that arrive together share an update. */
export const WRITES_PER_UPDATE = 6;

/**
 * Estimates the monthly cost of answering and of storing new articles. Excludes embedding them and schedules.
 *
 * @see docs/deploy.md for the same arithmetic in words
 */
export function estimateCost(input: CostInput): CostEstimate {
  const lines = [
    ...computeLines(input),
    ...storageLines(input),
    ...observationLines(input),
    ...routerLines(input),
  ];
  return sumOf(lines);
}

export function sumOf(lines: readonly CostLine[]): CostEstimate {
  const sum = (amount: (line: CostLine) => number) => lines.reduce((total, line) => total + amount(line), 0);
  return { lines, usd: sum(({ usd }) => usd), usdAfterFree: sum(({ usdAfterFree }) => usdAfterFree) };
}

function computeLines({
  requestsPerMonth,
  coldStarts,
  memoryMb,
  storageMb,
  warmMs,
  coldMs,
}: CostInput): CostLine[] {
  const seconds = (requestsPerMonth * warmMs + coldStarts * coldMs) / 1000;
  const gibSeconds = (seconds * memoryMb) / 1024;
  const extraGib = Math.max(0, storageMb - FREE_STORAGE_MB) / 1024;
  return [
    priced(
      { name: "Lambda requests", unit: "requests", price: AWS_PRICES.lambdaPerRequest },
      { amount: requestsPerMonth, free: AWS_FREE.lambdaRequests },
    ),
    priced(
      { name: "Lambda compute", unit: `GB-seconds at ${memoryMb} MB`, price: AWS_PRICES.lambdaPerGibSecond },
      { amount: gibSeconds, free: AWS_FREE.lambdaGibSeconds },
    ),
    priced(
      {
        name: "Lambda /tmp",
        unit: `GB-seconds above ${FREE_STORAGE_MB} MB`,
        price: AWS_PRICES.lambdaStoragePerGibSecond,
      },
      { amount: seconds * extraGib, free: 0 },
    ),
  ];
}

function storageLines(input: CostInput): CostLine[] {
  const { requestsPerMonth, coldStarts, indexBytes, objects, articlesPerMonth } = input;
  return [
    priced(
      { name: "S3 storage", unit: `GB, ${STORED_GENERATIONS} generations`, price: AWS_PRICES.s3PerGbMonth },
      { amount: (STORED_GENERATIONS * indexBytes) / GB, free: 0 },
    ),
    priced(
      { name: "S3 requests", unit: "reads of cold starts", price: AWS_PRICES.s3PerGet },
      { amount: coldStarts * objects, free: 0 },
    ),
    priced(
      { name: "S3 refreshes", unit: "checks for a newer generation at most", price: AWS_PRICES.s3PerGet },
      { amount: refreshesAtMost(input), free: 0 },
    ),
    priced(
      {
        name: "S3 writes",
        unit: `writes, ${WRITES_PER_UPDATE} for each new article`,
        price: AWS_PRICES.s3PerPut,
      },
      { amount: WRITES_PER_UPDATE * articlesPerMonth, free: 0 },
    ),
    priced(
      { name: "Data out", unit: "GB of answers", price: AWS_PRICES.transferPerGb },
      { amount: (requestsPerMonth * ANSWER_BYTES) / GB, free: AWS_FREE.transferGb },
    ),
  ];
}

/** A request triggers a check if the last one is too old. One container that is always busy checks most often. */
function refreshesAtMost({ requestsPerMonth, refreshSeconds }: CostInput): number {
  if (refreshSeconds === 0) return requestsPerMonth;
  return Math.min(requestsPerMonth, Math.ceil(MONTH_SECONDS / refreshSeconds));
}

/** With API keys nothing is cached, so every router request is a function request too. */
function routerLines({ requestsPerMonth, router, firewall }: CostInput): CostLine[] {
  const { routerPerRequest, firewallPerRequest, firewallPerMonth } = AWS_PRICES;
  const asked = { amount: requestsPerMonth, free: AWS_FREE.routerRequests };
  const all = { amount: requestsPerMonth, free: 0 };
  return [
    ...(router ? [priced({ name: "Router", unit: "requests", price: routerPerRequest }, asked)] : []),
    ...(firewall
      ? [
          priced({ name: "Firewall", unit: "firewall", price: firewallPerMonth }, { amount: 1, free: 0 }),
          priced({ name: "Firewall", unit: "requests", price: firewallPerRequest }, all),
        ]
      : []),
  ];
}

function observationLines({ requestsPerMonth, logMonths }: CostInput): CostLine[] {
  const logGb = (requestsPerMonth * LOG_BYTES_PER_REQUEST) / GB;
  return [
    priced(
      { name: "Logs", unit: "GB", price: AWS_PRICES.logsPerGb },
      { amount: logGb, free: AWS_FREE.logsGb },
    ),
    priced(
      { name: "Logs kept", unit: `GB-months, kept ${logMonths}`, price: AWS_PRICES.logStoragePerGbMonth },
      { amount: logGb * logMonths, free: 0 },
    ),
    priced(
      { name: "Metrics of logs", unit: "metrics", price: AWS_PRICES.metricPerMonth },
      { amount: LOG_METRICS, free: AWS_FREE.metrics },
    ),
    priced(
      { name: "Alarms", unit: "alarms", price: AWS_PRICES.alarmPerMonth },
      { amount: ALARMS, free: AWS_FREE.alarms },
    ),
    priced(
      { name: "Dashboard", unit: "dashboard", price: AWS_PRICES.dashboardPerMonth },
      { amount: DASHBOARDS, free: AWS_FREE.dashboards },
    ),
  ];
}

interface Priced {
  readonly name: string;
  readonly unit: string;
  readonly price: number;
}

/** A line of a bill: amount × price. */
export function priced(
  { name, unit, price }: Priced,
  { amount, free }: { readonly amount: number; readonly free: number },
): CostLine {
  const shown = amount.toLocaleString("en-US", { maximumSignificantDigits: 4 });
  return {
    name,
    arithmetic: `${shown} ${unit} × $${price.toLocaleString("en-US", { maximumSignificantDigits: 6, maximumFractionDigits: 12 })}`,
    usd: amount * price,
    usdAfterFree: Math.max(0, amount - free) * price,
  };
}
