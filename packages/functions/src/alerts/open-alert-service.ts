import { openObjectStore } from "@dateline-search/core/adapters/object-store/open-object-store";
import { ROOT_SECRET } from "@dateline-search/core/alerts/saved-search";
import type { FunctionOptions } from "../function-options.ts";
import { readSwitch } from "../read-switch.ts";
import { readAlertOptions } from "./alert-options.ts";
import { AlertService } from "./alert-service.ts";

const SWITCH = "DATELINE_ALERTS_API";

/**
 * Serves saved searches if `DATELINE_ALERTS_API` is `on`. The store is opened by the first who asks for one.
 *
 * @returns `undefined` when they are not served
 */
export function openAlertService(
  environment: Readonly<Record<string, string | undefined>>,
  readOptions: () => Pick<FunctionOptions, "store" | "s3Endpoint">,
): AlertService | undefined {
  if ((environment[SWITCH]?.trim() || "off") === "off") return undefined;
  return new AlertService({
    openStore: async () => {
      // A bad setting fails the first request, not module load, which Lambda reports poorly.
      readSwitch(environment, SWITCH);
      const { store, s3Endpoint } = readOptions();
      return await openObjectStore(store, { s3: { endpoint: s3Endpoint } });
    },
    rootSecret: () => readAlertOptions(environment).secretOf(ROOT_SECRET),
    allowPrivateAddresses: () => readAlertOptions(environment).allowPrivateAddresses,
  });
}
