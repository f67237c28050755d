import type { DatelineError } from "../errors.ts";
import type { Manifest } from "../generation/manifest.ts";

/** What a `LiveGeneration` answers with, and how sure it can be that this is the latest. */
export interface LiveGenerationStatus {
  /** `null` before the first generation is open. */
  readonly generation: string | null;
  readonly manifest: Manifest | null;
  /** When it was made the latest. */
  readonly publishedAt: Date | null;
  /** When the store last confirmed that this generation is the latest. */
  readonly checkedAt: Date | null;
  /** Milliseconds since then. */
  readonly ageMs: number | null;
  /** Why the last check or the last change to a newer generation failed; `null` once one succeeds. */
  readonly lastError: DatelineError | null;
}
