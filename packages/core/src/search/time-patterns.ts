import { DAY_PATTERNS } from "./day-patterns.ts";
import { PERIOD_PATTERNS } from "./period-patterns.ts";
import { RELATIVE_PATTERNS } from "./relative-patterns.ts";
import type { TimePattern } from "./time-pattern.ts";

/** Every way to name a time, as `findTimeFrame` describes them. */
export const TIME_PATTERNS: readonly TimePattern[] = [
  ...DAY_PATTERNS,
  ...PERIOD_PATTERNS,
  ...RELATIVE_PATTERNS,
];
