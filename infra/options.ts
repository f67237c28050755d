/// <reference path="../.sst/platform/config.d.ts" />

import { deploymentOptions } from "./deployment-options";

/** The options of the stage that is being deployed. */
export const options = deploymentOptions($app.stage, process.env);
