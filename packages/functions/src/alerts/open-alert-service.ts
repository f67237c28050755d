import { openObjectStore } from "@dateline-search/core/adapters/object-store/open-object-store";
import { ROOT_SECRET } from "@dateline-search/core/alerts/saved-search";
import type { FunctionOptions } from "../function-options.ts";
import { readAlertOptions } from "./alert-options.ts";
import { AlertService } from "./alert-service.ts";

/**
 * Serves saved searches if `DATELINE_ALERTS_API` is 1. The store is opened by the first who asks for one.
 *
 * @returns `undefined` when they are not served
 */
export function openAlertService(
  environment: Readonly<Record<string, string | undefined>>,
  readOptions: () => Pick<FunctionOptions, "store" | "s3Endpoint">,
): AlertService | undefined {
  if (environment["DATELINE_ALERTS_API"] !== "1") return undefined;
  const { secretOf, allowPrivateAddresses } = readAlertOptions(environment);
  return new AlertService({
    openStore: async () => {
      const { store, s3Endpoint } = readOptions();
      return await openObjectStore(store, { s3: { endpoint: s3Endpoint } });
    },
    rootSecret: () => secretOf(ROOT_SECRET),
    allowPrivateAddresses: () => allowPrivateAddresses,
  });
}
