import { readSwitch } from "../read-switch.ts";

/** What the ingest function is told about alerts. */
export interface AlertOptions {
  /** Look for alerts after each change of the index. */
  readonly isOn: boolean;
  /** Send to servers of the function's own network and machine too. */
  readonly allowPrivateAddresses: boolean;
  readonly userAgent: string;
  /** The secret of a webhook by the name of its variable. */
  readonly secretOf: (name: string) => string | undefined;
}

/**
 * Reads `DATELINE_ALERTS` and `DATELINE_ALERT_PRIVATE_ADDRESSES`, each `on` or `off`. Secrets are read when a message is
 * sent, from variables whose names begin with `DATELINE_ALERT_SECRET_`.
 *
 * @throws DatelineError `invalid-input` as `readSwitch`
 */
export function readAlertOptions(environment: Readonly<Record<string, string | undefined>>): AlertOptions {
  return {
    isOn: readSwitch(environment, "DATELINE_ALERTS"),
    allowPrivateAddresses: readSwitch(environment, "DATELINE_ALERT_PRIVATE_ADDRESSES"),
    userAgent: "dateline (alerts)",
    secretOf: (name) => environment[name] || undefined,
  };
}
