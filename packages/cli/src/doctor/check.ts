/** What one look at a deployment came to. */
export interface Check {
  readonly name: string;
  /** `not-checked` is no success: what it would take to check is in `detail`. */
  readonly status: "ok" | "failed" | "not-checked";
  /** What was found, with the figures that it was judged by. */
  readonly detail: string;
  /** What to do about a failure. */
  readonly remedy?: string;
}

/** A check that failed. @param remedy what to do */
export function failed(name: string, detail: string, remedy: string): Check {
  return { name, status: "failed", detail, remedy };
}
