/// <reference path="../.sst/platform/config.d.ts" />

import { options } from "./options";

/** What webhooks are signed with, by the name of its variable. A stage cannot be deployed before they are set. */
export const alertSecrets: Readonly<Record<string, $util.Output<string>>> = Object.fromEntries(
  options.alertSecrets.map((name) => [`DATELINE_ALERT_SECRET_${name}`, secret(name)]),
);

/** What secrets are derived from of webhooks that are added over HTTP: both functions have it. */
export const alertRoot: Readonly<Record<string, $util.Output<string>>> = options.alertsApi
  ? { DATELINE_ALERT_SECRET_ROOT: secret("ROOT") }
  : {};

function secret(name: string): $util.Output<string> {
  const { value } = new sst.Secret(`AlertSecret${name.slice(0, 1)}${name.slice(1).toLowerCase()}`);
  return value.apply(refuseOther(name));
}

/** The function would notice it only when a message is to be sent. */
function refuseOther(name: string): (value: string) => string {
  return (value) => {
    const bytes = value.startsWith("whsec_") ? Buffer.from(value.slice("whsec_".length), "base64").length : 0;
    if (bytes >= 24) return value;
    throw new Error(
      `Cannot deploy: the secret of ${name} must be "whsec_" and at least 24 bytes in base64 (docs/alerts.md tells how to make one)`,
    );
  };
}
