/** Everything about a deployment that differs between stages or is the choice of whoever deploys. */
export interface DeploymentOptions {
  /** Stages that somebody relies on: nothing of theirs is deleted with the stack. */
  readonly isProduction: boolean;
  /** How the function knows its callers: by an API key, by IAM signatures, or not at all. */
  readonly access: Access;
  /** Memory of the search function in MB; 1,769 MB come with one whole processor. */
  readonly memoryMb: number;
  /** Its /tmp in MB: room for two generations, since the old one answers until the new one is open. */
  readonly storageMb: number;
  /** How many containers of it there may be at most; `undefined` takes from what the account has. */
  readonly concurrency: number | undefined;
  /** Origins whose pages may read answers of the function's URL. */
  readonly corsOrigins: readonly string[];
  /** So many requests of one address to one container, such as "120/60": per 60 seconds. */
  readonly rateLimit: string | undefined;
  /** How long browsers, and the router, may use an answer before they ask whether it still holds. */
  readonly cacheSeconds: number;
  /** How old the search function's knowledge of the latest generation may get before it looks again. */
  readonly refreshSeconds: number;
  /** The least that the functions write into their logs. */
  readonly logLevel: LogLevel;
  /** Public ed25519 keys: the search function opens only what one of them signed; `undefined` opens anything. */
  readonly trustedKeys: string | undefined;
  /** Gives the ingest function the secret SigningKey, with which it signs what it makes. */
  readonly signIngest: boolean;
  /** Largest object of articles that the ingest function reads, in MB. */
  readonly maxObjectMb: number;
  /** Puts CloudFront before the function, which caches what answers allow to be cached. */
  readonly router: boolean;
  /** Model that reads the best passages of a query again, of those in the package; `undefined` for none. */
  readonly reranker: string | undefined;
  /** Zone of the IANA database in which "today" is a day; `undefined` for UTC. */
  readonly timeZone: string | undefined;
  /** Serves the search page, beside the function, from the router. */
  readonly page: boolean;
  /** RSS and Atom feeds that are read on a schedule. */
  readonly feeds: readonly string[];
  readonly feedSchedule: Schedule;
  /** How often is asked for articles whose embargoes are over; `undefined` for whenever anything is ingested. */
  readonly embargoSchedule: Schedule | undefined;
  /** How often generations are deleted that nothing needs; `undefined` for never. */
  readonly gcSchedule: Schedule | undefined;
  /** How many of the newest generations it keeps. */
  readonly gcKeep: number;
  /** Reads the pages behind entries of feeds that are only summaries. */
  readonly followFeeds: boolean;
  /** What the servers of feeds are told of who asks; `undefined` says that it is Dateline. */
  readonly userAgent: string | undefined;
  /** Invokes the search function every five minutes, so that one container stays. */
  readonly keepWarm: boolean;
  /** Who is told when an alarm rises. */
  readonly alarmEmail: string | undefined;
  /** US dollars that the account may cost in a month before that is an alarm; `undefined` for no such alarm. */
  readonly budgetUsd: number | undefined;
}

export const ACCESS = ["key", "iam", "public"] as const;
export type Access = (typeof ACCESS)[number];
/** From the least to the most that is written; the functions know no others. */
const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export type Schedule = `rate(${string})` | `cron(${string})`;

type Environment = Readonly<Record<string, string | undefined>>;

const PRODUCTION = "production";
/** Measured: docs/deploy.md tells how the figures were chosen. */
const MEMORY_MB = 1769;
const STORAGE_MB = 2048;
/** Bounds what a flood of requests can cost. Other stages must also fit into a new account, which may have 10 in all. */
const PRODUCTION_CONCURRENCY = 20;
const YEAR_SECONDS = 366 * 24 * 3600;
const REFRESH_SECONDS = 60;
const GC_KEEP = 20;
/** What is larger takes more invocations than its message has tries. */
const MAX_OBJECT_MB = 64;
/** Some times what a small newsroom costs: docs/deploy.md. */
const BUDGET_USD = 50;

/**
 * The options of a stage: its defaults, and what the environment (or SST's `.env` and `.env.STAGE` files) says instead.
 *
 * @throws Error that names the variable and its value
 */
export function deploymentOptions(stage: string, environment: Environment): DeploymentOptions {
  const isProduction = stage === PRODUCTION;
  const read = reader(environment);
  const page = read.flag("DATELINE_PAGE", false);
  const alarmEmail = read.text("DATELINE_ALARM_EMAIL");
  const options: DeploymentOptions = {
    isProduction,
    access: read.choice("DATELINE_ACCESS", ACCESS, "key"),
    memoryMb: read.whole("DATELINE_MEMORY_MB", { least: 512, most: 10_240, fallback: MEMORY_MB }),
    storageMb: read.whole("DATELINE_TMP_MB", { least: 512, most: 10_240, fallback: STORAGE_MB }),
    concurrency: read.limit("DATELINE_CONCURRENCY", isProduction ? PRODUCTION_CONCURRENCY : undefined),
    corsOrigins: read.list("DATELINE_CORS_ORIGINS").map(checkOrigin),
    rateLimit: read.text("DATELINE_RATE_LIMIT"),
    cacheSeconds: read.whole("DATELINE_CACHE_SECONDS", { least: 0, most: YEAR_SECONDS, fallback: 0 }),
    refreshSeconds: read.whole("DATELINE_REFRESH_SECONDS", {
      least: 0,
      most: YEAR_SECONDS,
      fallback: REFRESH_SECONDS,
    }),
    logLevel: read.choice("DATELINE_LOG_LEVEL", LOG_LEVELS, "info"),
    trustedKeys: read.text("DATELINE_TRUSTED_KEYS"),
    signIngest: read.flag("DATELINE_SIGN_INGEST", false),
    maxObjectMb: read.whole("DATELINE_MAX_OBJECT_MB", { least: 1, most: 5_000, fallback: MAX_OBJECT_MB }),
    router: page || read.flag("DATELINE_ROUTER", false),
    reranker: read.text("DATELINE_RERANKER"),
    timeZone: read.text("DATELINE_TIME_ZONE"),
    page,
    feeds: read.list("DATELINE_FEEDS").map(checkFeed),
    feedSchedule: read.schedule("DATELINE_FEED_SCHEDULE", "rate(15 minutes)"),
    embargoSchedule: read.schedule("DATELINE_EMBARGO_SCHEDULE", undefined),
    gcSchedule: read.schedule("DATELINE_GC_SCHEDULE", undefined),
    gcKeep: read.whole("DATELINE_GC_KEEP", { least: 1, most: 10_000, fallback: GC_KEEP }),
    followFeeds: read.flag("DATELINE_FOLLOW", false),
    userAgent: read.text("DATELINE_USER_AGENT"),
    keepWarm: read.flag("DATELINE_KEEP_WARM", false),
    alarmEmail,
    budgetUsd: alarmEmail === undefined ? undefined : read.limit("DATELINE_BUDGET_USD", BUDGET_USD),
  };
  if (options.access === "iam" && options.router) {
    throw new Error(
      'Cannot deploy: with DATELINE_ACCESS "iam" callers sign for the function\'s own URL, which a router hides; leave out DATELINE_ROUTER and DATELINE_PAGE, or choose the access "key"',
    );
  }
  return options;
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly fallback: number;
}

/** Readers of one variable each; an empty one counts as unset. */
function reader(environment: Environment) {
  const text = (name: string) => environment[name]?.trim() || undefined;
  const whole = (name: string, { least, most, fallback }: Range): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw wrong(name, value, `a whole number from ${least} to ${most}`);
  };
  return {
    text,
    whole,
    flag: (name: string, fallback: boolean): boolean => {
      const value = text(name);
      if (value === undefined) return fallback;
      if (value === "on" || value === "off") return value === "on";
      throw wrong(name, value, '"on" or "off"');
    },
    choice: <T extends string>(name: string, choices: readonly T[], fallback: T): T => {
      const value = text(name);
      if (value === undefined) return fallback;
      const chosen = choices.find((choice) => choice === value);
      if (chosen !== undefined) return chosen;
      throw wrong(name, value, `one of ${choices.join(", ")}`);
    },
    limit: (name: string, fallback: number | undefined): number | undefined => {
      if (text(name) === "none") return undefined;
      const wanted = whole(name, { least: 1, most: 10_000, fallback: 0 });
      return wanted === 0 ? fallback : wanted;
    },
    list: (name: string): string[] => (text(name) ?? "").split(/[\s,]+/).filter((part) => part !== ""),
    schedule: <T extends Schedule | undefined>(name: string, fallback: T): Schedule | T => {
      const value = text(name);
      if (value === undefined) return fallback;
      if (/^(rate|cron)\([^()]+\)$/.test(value)) return value as Schedule;
      throw wrong(name, value, "rate(…) or cron(…)");
    },
  };
}

function checkOrigin(origin: string): string {
  if (origin === "*" || /^https?:\/\/[^/\s]+$/.test(origin)) return origin;
  throw wrong("DATELINE_CORS_ORIGINS", origin, 'origins such as https://example.com, or "*"');
}

function checkFeed(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw wrong("DATELINE_FEEDS", url, "addresses that begin with https:// or http://");
}

function wrong(name: string, value: string, wanted: string): Error {
  return new Error(`Cannot deploy: ${name} must be ${wanted}, it is "${value.slice(0, 80)}"`);
}
