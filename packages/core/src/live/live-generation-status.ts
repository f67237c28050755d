import type { DatelineError } from "../errors.ts";
import type { Manifest } from "../generation/manifest.ts";

/** The generation that a `LiveGeneration` answers from, and how current it is. */
export interface LiveGenerationStatus {
  /** `null` before the first generation is open. */
  readonly generation: string | null;
  readonly manifest: Manifest | null;
  /** When it became the latest. */
  readonly publishedAt: Date | null;
  /** When the store last confirmed that it is the latest. */
  readonly checkedAt: Date | null;
  /** Milliseconds since then. */
  readonly ageMs: number | null;
  /** Why the last check or the last switch failed; `null` after a success. */
  readonly lastError: DatelineError | null;
}
