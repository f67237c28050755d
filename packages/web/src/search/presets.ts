/** First and last day, in the format of the filters. */
export interface DaySpan {
  readonly from: string;
  readonly to: string;
}

/** Common spans that end today. */
export const PRESETS = ["Today", "This week", "This month"] as const;
export type Preset = (typeof PRESETS)[number];

/**
 * The days of a preset in the visitor's time zone. Weeks begin on Monday (ISO 8601).
 *
 * @param now any time today
 */
export function daysOfPreset(preset: Preset, now: Date): DaySpan {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  const sinceMonday = (now.getDay() + 6) % 7;
  const first = { Today: day, "This week": day - sinceMonday, "This month": 1 }[preset];
  return { from: toDay(new Date(year, month, first)), to: toDay(now) };
}

function toDay(date: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${String(date.getFullYear()).padStart(4, "0")}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
