/**
 * On-demand x86 list prices of us-east-1 in US dollars, as of 2026-11-25. They change and differ by region:
 * see the linked pages.
 */
export const AWS_PRICES = {
  /** https://aws.amazon.com/lambda/pricing/ */
  lambdaPerRequest: 0.2 / 1e6,
  lambdaPerGibSecond: 0.0000166667,
  /** For /tmp above 512 MB. */
  lambdaStoragePerGibSecond: 0.0000000309,
  /** https://aws.amazon.com/s3/pricing/, S3 Standard */
  s3PerGbMonth: 0.023,
  s3PerGet: 0.0004 / 1e3,
  s3PerPut: 0.005 / 1e3,
  /** https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer */
  transferPerGb: 0.09,
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  logsPerGb: 0.5,
  logStoragePerGbMonth: 0.03,
  metricPerMonth: 0.3,
  alarmPerMonth: 0.1,
  dashboardPerMonth: 3,
  /**
   * https://aws.amazon.com/cloudfront/pricing/: HTTPS in the United States, and the function that finds the
   * route
   */
  routerPerRequest: 0.01 / 1e4 + 0.1 / 1e6,
  /** https://aws.amazon.com/waf/pricing/: a web ACL with one rule, and requests */
  firewallPerMonth: 5 + 1,
  firewallPerRequest: 0.6 / 1e6,
} as const;

/** The monthly free tier that does not expire (same pages). */
export const AWS_FREE = {
  lambdaRequests: 1e6,
  lambdaGibSeconds: 400_000,
  transferGb: 100,
  routerRequests: 2e6,
  logsGb: 5,
  metrics: 10,
  alarms: 10,
  dashboards: 3,
} as const;

/** AWS's own figure for hourly prices. */
export const HOURS_PER_MONTH = 730;

export const PRICES_KNOWN_ON = "2026-11-25";

/**
 * On-demand prices of Amazon OpenSearch Service in us-east-1, https://aws.amazon.com/opensearch-service/pricing/, as
 * quoted publicly in March 2026. They were not checked against the page itself.
 */
export const ENGINE_PRICES: {
  readonly perInstanceHour: Readonly<Record<string, number>>;
  readonly gp3PerGbMonth: number;
  /** By instance type, for those with a price. */
  readonly memoryGb: Readonly<Record<string, number>>;
} = {
  perInstanceHour: {
    "t3.small.search": 0.036,
    "t3.medium.search": 0.073,
    "m6g.large.search": 0.128,
    "m6g.xlarge.search": 0.256,
    "m6g.2xlarge.search": 0.511,
    "r6g.large.search": 0.167,
    "r6g.xlarge.search": 0.335,
    "r6g.2xlarge.search": 0.669,
    "r6g.4xlarge.search": 1.339,
  },
  gp3PerGbMonth: 0.122,
  memoryGb: {
    "t3.small.search": 2,
    "t3.medium.search": 4,
    "m6g.large.search": 8,
    "m6g.xlarge.search": 16,
    "m6g.2xlarge.search": 32,
    "r6g.large.search": 16,
    "r6g.xlarge.search": 32,
    "r6g.2xlarge.search": 64,
    "r6g.4xlarge.search": 128,
  },
};
