/// <reference path="../.sst/platform/config.d.ts" />

import { options } from "./options";

/** Signing secrets of webhooks, by variable name. A stage cannot be deployed before they are set. */
export const alertSecrets: Readonly<Record<string, $util.Output<string>>> = Object.fromEntries(
  options.alertSecrets.map((name) => [`DATELINE_ALERT_SECRET_${name}`, secret(name)]),
);

/** Root secret from which those of webhooks added over HTTP are derived. Both functions have it. */
export const alertRoot: Readonly<Record<string, $util.Output<string>>> = options.alertsApi
  ? { DATELINE_ALERT_SECRET_ROOT: secret("ROOT") }
  : {};

function secret(name: string): $util.Output<string> {
  const { value } = new sst.Secret(`AlertSecret${name.slice(0, 1)}${name.slice(1).toLowerCase()}`);
  return value.apply(refuseOther(name));
}

/** Otherwise the function would notice only when it sends a message. */
function refuseOther(name: string): (value: string) => string {
  return (value) => {
    const bytes = value.startsWith("whsec_") ? Buffer.from(value.slice("whsec_".length), "base64").length : 0;
    if (bytes >= 24) return value;
    throw new Error(
      `Cannot deploy: the secret of ${name} must be "whsec_" and at least 24 bytes in base64 (docs/alerts.md explains how to make one)`,
    );
  };
}
