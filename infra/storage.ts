/// <reference path="../.sst/platform/config.d.ts" />

/** What an abandoned upload, or an object that garbage collection has deleted, still costs money for. */
const DAYS_TO_UNDO = 30;
const DAYS_OF_UNFINISHED_UPLOADS = 3;

/** Holds the generations; private, TLS only, and versioned so that a mistake can be undone. */
export const index = new sst.aws.Bucket("Index", { versioning: true, cors: false });

/**
 * Nothing here expires a current object, however old: segments are shared between generations, so the latest one may
 * consist of objects from years ago. Which generations nobody needs, only `dateline gc` knows; what it deletes becomes a
 * noncurrent version, and those this rule removes for good, together with parts of uploads that were never finished.
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
 * Articles that are put here become part of the index; see ingest.ts. Versioned, so that what somebody overwrote or deleted
 * by mistake can be brought back for a while, and then is gone for good.
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

/** Of everything that belongs to the index. */
export const PREFIX = "news";

/** What `dateline publish` and the functions call the store. */
export const store = $interpolate`s3://${index.name}/${PREFIX}`;

/** Reading below the prefix and nothing else. Listing makes a missing object a 404 instead of a 403. */
export const readIndex = [
  { actions: ["s3:GetObject"], resources: [$interpolate`${index.arn}/${PREFIX}/*`] },
  {
    actions: ["s3:ListBucket"],
    resources: [index.arn],
    conditions: [{ test: "StringLike", variable: "s3:prefix", values: [`${PREFIX}/*`] }],
  },
];

/** Publishing, which also takes back leases; see docs/decisions/0004-publishing.md. */
export const writeIndex = [
  {
    actions: ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
    resources: [$interpolate`${index.arn}/${PREFIX}/*`],
  },
];

/** Saving searches: the list and what it names, and nothing that answers are made of. */
export const writeAlerts = [
  {
    actions: ["s3:PutObject", "s3:DeleteObject"],
    resources: [
      $interpolate`${index.arn}/${PREFIX}/alerts.json`,
      $interpolate`${index.arn}/${PREFIX}/alerts/lists/*`,
    ],
  },
];

/** Without listing, an object that was removed would look forbidden instead of gone. */
export const readArticles = [
  { actions: ["s3:GetObject"], resources: [$interpolate`${articles.arn}/*`] },
  { actions: ["s3:ListBucket"], resources: [articles.arn] },
];
