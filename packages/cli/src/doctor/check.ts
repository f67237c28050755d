/** Result of one check of a deployment. */
export interface Check {
  readonly name: string;
  /** `not-checked` is not a success. `detail` then states what the check needs. */
  readonly status: "ok" | "failed" | "not-checked";
  /** The finding, with its figures. */
  readonly detail: string;
  /** How to fix a failure. */
  readonly remedy?: string;
}

/** A failed check. @param remedy how to fix it */
export function failed(name: string, detail: string, remedy: string): Check {
  return { name, status: "failed", detail, remedy };
}
