import { spreadOf } from "./statistics.ts";

/** Mean ± standard deviation of repeated measurements, such as `12.3 ± 0.4`. */
export function formatSpread(values: readonly number[]): string {
  const { mean, deviation } = spreadOf(values);
  return values.length === 1 ? formatNumber(mean) : `${formatNumber(mean)} ± ${formatNumber(deviation)}`;
}

/** Three significant digits, and no fraction from 100 on, since the rest is noise. */
export function formatNumber(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(size >= 10 ? 1 : size >= 0.1 ? 2 : 3);
}

/** Decimal megabytes, without the unit. */
export function formatMegabytes(bytes: number): string {
  return formatNumber(bytes / 1e6);
}

/** How many times larger the second mean is, such as `5.2 ×`. */
export function formatRatio(ours: readonly number[], theirs: readonly number[]): string {
  return `${formatNumber(spreadOf(theirs).mean / spreadOf(ours).mean)} ×`;
}
