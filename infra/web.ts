/// <reference path="../.sst/platform/config.d.ts" />

import { options } from "./options";
import { router } from "./router";

/**
 * The search page, at the root of the router, which is also the function's origin. `npm run bundle` creates its folder.
 */
if (router !== undefined && options.page) {
  new sst.aws.StaticSite("Page", {
    path: "build/page",
    router: { instance: router },
  });
}
