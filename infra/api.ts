/// <reference path="../.sst/platform/config.d.ts" />

import { readIndex, store } from "./storage";

/** Answers queries. `npm run bundle` makes its folder; callers sign their requests with IAM. */
export const search = new sst.aws.Function("Search", {
  bundle: "build/search",
  handler: "index.handler",
  runtime: "nodejs22.x",
  architecture: "x86_64",
  memory: "2048 MB",
  timeout: "30 seconds",
  storage: "2048 MB",
  url: { authorization: "iam" },
  permissions: readIndex,
  environment: { DATELINE_STORE: store },
  logging: { format: "json", retention: "1 month" },
});
