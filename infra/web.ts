/// <reference path="../.sst/platform/config.d.ts" />

import { options } from "./options";
import { router } from "./router";

/** The search page, at the root of the router and so of one origin with the function. */
if (router !== undefined && options.page) {
  new sst.aws.StaticSite("Page", {
    path: "packages/web",
    build: { command: "npm run build", output: "dist" },
    router: { instance: router },
  });
}
