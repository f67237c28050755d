/**
 * AWS limits that can be checked in advance. Sources:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html,
 * https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html and
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
 */
export const AWS_LIMITS = {
  memoryMb: { least: 128, most: 10_240 },
  /** For /tmp. */
  storageMb: { least: 512, most: 10_240 },
  timeoutSeconds: { least: 1, most: 900 },
  /** Total of a function's variables, as JSON. */
  environmentBytes: 4_096,
  /** Concurrency that must stay unreserved in an account. */
  unreservedConcurrency: 100,
  cors: {
    origins: 100,
    originCharacters: 253,
    headers: 100,
    methods: 6,
    methodCharacters: 6,
    maxAgeSeconds: 86_400,
  },
  /** Headers in a CloudFront cache policy. */
  policyHeaders: 10,
} as const;

/**
 * Memory limit of functions in a new account, until AWS Support raises it. AWS has no request for the current limit.
 */
export const NEW_ACCOUNT_MEMORY_MB = 3_008;

/** CORS settings of a function URL. */
export interface LimitedCors {
  readonly origins: readonly string[];
  readonly headers: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly methods: readonly string[];
  readonly maxAgeSeconds: number;
}

/** Measured like Lambda, whose error message quotes the JSON. */
export function environmentBytes(environment: Readonly<Record<string, string>>): number {
  return Buffer.byteLength(JSON.stringify(environment));
}

/** @returns one sentence per problem */
export function environmentProblems(
  name: string,
  environment: Readonly<Record<string, string>>,
): readonly string[] {
  const bytes = environmentBytes(environment);
  if (bytes <= AWS_LIMITS.environmentBytes) return [];
  const [largest = ""] = Object.keys(environment).sort(
    (a, b) => (environment[b] ?? "").length - (environment[a] ?? "").length,
  );
  const limit = `Lambda accepts ${AWS_LIMITS.environmentBytes} bytes of variables`;
  return [`${name}: ${limit}, these have ${bytes}; the largest is ${largest}`];
}

/** @returns one sentence per problem */
export function corsProblems(cors: LimitedCors): readonly string[] {
  const { origins, headers, exposedHeaders, methods, maxAgeSeconds } = cors;
  const limits = AWS_LIMITS.cors;
  const long = origins.find((origin) => origin.length > limits.originCharacters);
  const wrongMethod = methods.find((method) => method.length > limits.methodCharacters);
  return [
    ...tooMany("CORS: origins", origins.length, limits.origins),
    ...tooMany("CORS: allowed headers", headers.length, limits.headers),
    ...tooMany("CORS: exposed headers", exposedHeaders.length, limits.headers),
    ...tooMany("CORS: methods", methods.length, limits.methods),
    ...tooMany("CORS: seconds of max-age", maxAgeSeconds, limits.maxAgeSeconds),
    ...(long === undefined
      ? []
      : [`CORS: an origin may have ${limits.originCharacters} characters: ${long}`]),
    ...(wrongMethod === undefined ? [] : [`CORS: Lambda does not allow the method ${wrongMethod}`]),
  ];
}

/**
 * How many containers can be reserved in an account.
 *
 * @param wanted upper limit
 * @param quota total concurrency of the account
 * @returns 0 for none
 */
export function reservable(wanted: number, quota: number): number {
  return Math.max(0, Math.min(wanted, quota - AWS_LIMITS.unreservedConcurrency));
}

/** @returns the problem if there are too many */
export function tooMany(what: string, count: number, most: number): readonly string[] {
  return count <= most ? [] : [`${what}: AWS accepts ${most}, there are ${count}`];
}
