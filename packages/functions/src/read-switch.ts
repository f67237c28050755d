import { DatelineError } from "@dateline-search/core/errors";

/**
 * Reads a setting that is `on` or `off`; unset and empty mean off.
 *
 * @throws DatelineError `invalid-input` for any other value, such as `1` or `true`
 */
export function readSwitch(environment: Readonly<Record<string, string | undefined>>, name: string): boolean {
  const value = environment[name]?.trim() || "off";
  if (value === "on" || value === "off") return value === "on";
  throw new DatelineError(
    "invalid-input",
    `Cannot read the settings: ${name} must be "on" or "off", it is "${value.slice(0, 40)}"`,
  );
}
