/// <reference path="../.sst/platform/config.d.ts" />

/** Holds the generations; private, and versioned so that a mistake can be undone. */
export const index = new sst.aws.Bucket("Index", { versioning: true });

const PREFIX = "news";

/** What `dateline publish` and the function call the store. */
export const store = $interpolate`s3://${index.name}/${PREFIX}`;

/** The function reads below the prefix and nothing else. Listing makes a missing object a 404 instead of a 403. */
export const readIndex = [
  { actions: ["s3:GetObject"], resources: [$interpolate`${index.arn}/${PREFIX}/*`] },
  {
    actions: ["s3:ListBucket"],
    resources: [index.arn],
    conditions: [{ test: "StringLike", variable: "s3:prefix", values: [`${PREFIX}/*`] }],
  },
];
