/// <reference path="../.sst/platform/config.d.ts" />

import { options } from "./options";
import { router } from "./router";

/** The search page, at the root of the router and so of one origin with the function. `npm run bundle` makes its folder. */
if (router !== undefined && options.page) {
  new sst.aws.StaticSite("Page", {
    path: "build/page",
    router: { instance: router },
  });
}
