import { createColors } from "picocolors";
import type { Output } from "../cli-context.ts";
import { PRICES_KNOWN_ON } from "../doctor/aws-prices.ts";
import type { Check } from "../doctor/check.ts";
import type { CostElsewhere } from "../doctor/compare-services.ts";
import type { CostEstimate } from "../doctor/estimate-cost.ts";
import { environmentVariable } from "../environment.ts";

export interface DoctorReport {
  readonly checks: readonly Check[];
  readonly cost: CostEstimate;
  /** Additional cost of a domain in the stack. */
  readonly engineCost?: CostEstimate;
  /** The same month with other services. */
  readonly elsewhere: readonly CostElsewhere[];
}

const MARKS = { ok: "ok", failed: "FAILED", "not-checked": "not checked" } as const;
const MARK_WIDTH = MARKS["not-checked"].length;
const NAME_WIDTH = 16;

/** Prints checks and costs for people; colours only on a terminal. */
export function printDoctor(output: Output, { checks, cost, engineCost, elsewhere }: DoctorReport): void {
  const colors = createColors(output.isTTY === true && environmentVariable("NO_COLOR") === undefined);
  const paint = { ok: colors.green, failed: colors.red, "not-checked": colors.yellow } as const;
  for (const { name, status, detail, remedy } of checks) {
    output.write(`${paint[status](MARKS[status].padEnd(MARK_WIDTH))}  ${name.padEnd(NAME_WIDTH)}${detail}\n`);
    if (remedy !== undefined) output.write(`${" ".repeat(MARK_WIDTH + 2 + NAME_WIDTH)}→ ${remedy}\n`);
  }
  const title = `Monthly cost at list price (us-east-1, as of ${PRICES_KNOWN_ON}), and after the free tier:`;
  for (const line of costLines(title, cost)) output.write(`${line}\n`);
  if (engineCost !== undefined) {
    for (const line of costLines("Plus the cluster, independent of requests:", engineCost))
      output.write(`${line}\n`);
  }
  output.write("\nThe same month with other services at list price, without their free tiers:\n");
  const width = Math.max(...elsewhere.map(({ service }) => service.length));
  for (const { service, usd, note } of elsewhere)
    output.write(`  ${service.padEnd(width)}${dollars(usd)}  ${note}\n`);
}

function costLines(title: string, { lines, usd, usdAfterFree }: CostEstimate): string[] {
  const width = Math.max(...lines.map(({ arithmetic }) => arithmetic.length));
  return [
    "",
    title,
    ...lines.map(
      ({ name, arithmetic, usd, usdAfterFree }) =>
        `  ${name.padEnd(NAME_WIDTH)}${arithmetic.padEnd(width)}${dollars(usd)}${dollars(usdAfterFree)}`,
    ),
    `  ${"total".padEnd(NAME_WIDTH + width)}${dollars(usd)}${dollars(usdAfterFree)}`,
  ];
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`.padStart(12);
}
