import * as z from "zod";
import type { AskOptions } from "../ask-service.ts";
import { parseRequest } from "../parse-request.ts";
import type { SearchService } from "../search-service.ts";
import {
  type AlertAnswer,
  type AlertsAnswer,
  type AlertTest,
  alertListSchema,
  type CreatedAlert,
  toAlertAnswer,
} from "./alert-requests.ts";
import { type AlertService, testAlert } from "./alert-service.ts";

/** Actions on saved searches for direct invocations. Permission to invoke the function allows all of them. */
export const ALERT_ACTIONS = ["alerts", "alert", "createAlert", "testAlert", "removeAlert"] as const;
export type AlertAction = (typeof ALERT_ACTIONS)[number];

/** `null` for an alert that was removed. */
export type AlertActionAnswer = AlertsAnswer | AlertAnswer | CreatedAlert | AlertTest | null;

const idSchema = z.strictObject({
  id: z.string({ error: "must be a string" }).min(1, "must not be empty"),
});

/**
 * Reads the fields of an action before anything is awaited. @throws RequestError or DatelineError
 * `invalid-input`
 */
export function prepareAlertAction(
  { alerts, service }: { readonly alerts: AlertService; readonly service: SearchService },
  { action, fields }: { readonly action: AlertAction; readonly fields: unknown },
): (options: AskOptions) => Promise<AlertActionAnswer> {
  if (action === "createAlert") return async () => await alerts.create(fields);
  if (action === "alerts") {
    const list = parseRequest(alertListSchema, fields);
    return async () => await alerts.list(list);
  }
  const { id } = parseRequest(idSchema, fields);
  if (action === "alert") return async () => toAlertAnswer(await alerts.get(id));
  if (action === "testAlert") return async (options) => await testAlert({ alerts, service }, id, options);
  return async () => {
    await alerts.remove(id);
    return null;
  };
}
