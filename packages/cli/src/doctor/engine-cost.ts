import type { EngineDomain } from "../../../../infra/engine-options.ts";
import { ENGINE_PRICES, HOURS_PER_MONTH } from "./aws-prices.ts";
import { type CostEstimate, priced, sumOf } from "./estimate-cost.ts";

/** The part of a domain that its cost depends on. */
export type PricedDomain = Pick<EngineDomain, "instanceType" | "nodes" | "volumeGb">;

/**
 * Estimates the monthly cost of a domain of Amazon OpenSearch Service, which does not depend on requests. It adds to the
 * cost of the functions and the store, except for what cold starts read from the store.
 *
 * @returns `undefined` if the price of the instance type is unknown
 */
export function estimateEngineCost({
  instanceType,
  nodes,
  volumeGb,
}: PricedDomain): CostEstimate | undefined {
  const perHour = ENGINE_PRICES.perInstanceHour[instanceType];
  if (perHour === undefined) return undefined;
  const lines = [
    priced(
      { name: "Cluster nodes", unit: `hours of ${instanceType}`, price: perHour },
      { amount: nodes * HOURS_PER_MONTH, free: 0 },
    ),
    priced(
      { name: "Cluster disks", unit: "GB (gp3)", price: ENGINE_PRICES.gp3PerGbMonth },
      { amount: nodes * volumeGb, free: 0 },
    ),
  ];
  return sumOf(lines);
}
