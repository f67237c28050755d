import { checkAlert, checkAlertsResult, checkAlertTestResult, checkCreatedAlert } from "./answer-checks.ts";
import type { Alert, AlertsResult, AlertTestResult, CreatedAlert, FilterParameters } from "./answers.ts";
import type { CallOptions, FloorOptions, SearchOptions } from "./call-options.ts";
import { DatelineClientError } from "./client-error.ts";
import type { CallKind } from "./perform-call.ts";

/** The query of an alert, with its filters. */
interface AlertQuestion extends FilterParameters, FloorOptions, Pick<SearchOptions, "timeZone" | "mode"> {
  readonly query: string;
}

/** A search to save. */
export interface AlertRequest extends AlertQuestion {
  /** Generated from the name if omitted. */
  readonly id?: string | undefined;
  /** Defaults to the query. */
  readonly name?: string | undefined;
  /** Reports each story once, the server's default, or each article. */
  readonly per?: "story" | "article" | undefined;
  /** Hours during which a story is not reported again; the server's default is 24. */
  readonly quietHours?: number | undefined;
  readonly channel: { readonly type: "webhook"; readonly url: string } | { readonly type: "feed" };
}

export interface ListAlertsOptions extends CallOptions {
  /** Maximum number of alerts; the server's default is 100 and its maximum 1,000. */
  readonly limit?: number | undefined;
  /** `nextAfter` of the previous answer. */
  readonly after?: string | undefined;
}

/**
 * Manages saved searches. Requires an API key with the scope `alerts`, or the right to invoke the function.
 * Every method rejects with a `DatelineClientError`.
 */
export interface AlertsClient {
  /** Saves a search. It is never retried: after a failure, list the existing alerts before you try again. */
  create(request: AlertRequest, options?: CallOptions): Promise<CreatedAlert>;
  list(options?: ListAlertsOptions): Promise<AlertsResult>;
  /** Rejects with the kind `not-found` when there is none, as `test` does. */
  get(id: string, options?: CallOptions): Promise<Alert>;
  /** Finds the indexed articles that the alert would have reported. Sends nothing. */
  test(id: string, options?: CallOptions): Promise<AlertTestResult>;
  /** Resolves with whether the alert existed. */
  remove(id: string, options?: CallOptions): Promise<boolean>;
}

export const ALERT: CallKind<Alert> = { action: "read the alert", answer: "an alert", check: checkAlert };
export const CREATE_ALERT: CallKind<CreatedAlert> = {
  action: "save the search",
  answer: "an alert",
  check: checkCreatedAlert,
};
export const ALERTS: CallKind<AlertsResult> = {
  action: "list the alerts",
  answer: "a list of alerts",
  check: checkAlertsResult,
};
export const TEST_ALERT: CallKind<AlertTestResult> = {
  action: "test the alert",
  answer: "a list of articles",
  check: checkAlertTestResult,
};
export const REMOVE_ALERT: CallKind<null> = {
  action: "remove the alert",
  answer: "empty",
  check: (value, path) => (value === null ? undefined : path),
};

/** What `remove` makes of an error. */
export function isNotThere(error: unknown): false {
  if (error instanceof DatelineClientError && error.kind === "not-found") return false;
  throw error;
}
