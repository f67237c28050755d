/// <reference path="../.sst/platform/config.d.ts" />

/** How long deleted objects and abandoned uploads are kept and billed. */
const DAYS_TO_UNDO = 30;
const DAYS_OF_UNFINISHED_UPLOADS = 3;

/** Contains the generations. Private, TLS only, and versioned, so that mistakes can be undone. */
export const index = new sst.aws.Bucket("Index", { versioning: true, cors: false });

/**
 * No rule expires a current object, however old: generations share segments, so the latest one may contain
 * objects from years ago. Only `dateline gc` knows which generations are unneeded. What it deletes becomes a
 * noncurrent version, which this rule deletes for good, together with parts of unfinished uploads.
 */
new aws.s3.BucketLifecycleConfiguration("IndexLifecycle", {
  bucket: index.name,
  rules: [
    {
      id: "deleted-generations",
      status: "Enabled",
      filter: { prefix: "" },
      noncurrentVersionExpiration: { noncurrentDays: DAYS_TO_UNDO },
      expiration: { expiredObjectDeleteMarker: true },
    },
    {
      id: "unfinished-uploads",
      status: "Enabled",
      filter: { prefix: "" },
      abortIncompleteMultipartUpload: { daysAfterInitiation: DAYS_OF_UNFINISHED_UPLOADS },
    },
  ],
});

/**
 * Articles put here are added to the index; see ingest.ts. Versioned, so that accidental overwrites and
 * deletions can be undone for a while.
 */
export const articles = new sst.aws.Bucket("Articles", { versioning: true, cors: false });

new aws.s3.BucketLifecycleConfiguration("ArticlesLifecycle", {
  bucket: articles.name,
  rules: [
    {
      id: "overwritten-articles",
      status: "Enabled",
      filter: { prefix: "" },
      noncurrentVersionExpiration: { noncurrentDays: DAYS_TO_UNDO },
      expiration: { expiredObjectDeleteMarker: true },
    },
  ],
});

/** Prefix of everything that belongs to the index. */
export const PREFIX = "news";

/** The store's location for `dateline publish` and the functions. */
export const store = $interpolate`s3://${index.name}/${PREFIX}`;

/** Permits reading below the prefix only. Listing makes a missing object a 404 instead of a 403. */
export const readIndex = [
  { actions: ["s3:GetObject"], resources: [$interpolate`${index.arn}/${PREFIX}/*`] },
  {
    actions: ["s3:ListBucket"],
    resources: [index.arn],
    conditions: [{ test: "StringLike", variable: "s3:prefix", values: [`${PREFIX}/*`] }],
  },
];

/** Permits publishing, including the removal of leases; see docs/decisions/0004-publishing.md. */
export const writeIndex = [
  {
    actions: ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
    resources: [$interpolate`${index.arn}/${PREFIX}/*`],
  },
];

/** Permits saving searches: writing the list and its objects, but nothing that answers come from. */
export const writeAlerts = [
  {
    actions: ["s3:PutObject", "s3:DeleteObject"],
    resources: [
      $interpolate`${index.arn}/${PREFIX}/alerts.json`,
      $interpolate`${index.arn}/${PREFIX}/alerts/lists/*`,
    ],
  },
];

/** Without the permission to list, a removed object would look forbidden instead of missing. */
export const readArticles = [
  { actions: ["s3:GetObject"], resources: [$interpolate`${articles.arn}/*`] },
  { actions: ["s3:ListBucket"], resources: [articles.arn] },
];
