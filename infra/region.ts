import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configured region, from the places that both SST and `dateline publish` read: `AWS_REGION`, or the profile in AWS's
 * configuration file. Without a region, SST silently uses us-east-1, and `dateline publish` fails.
 *
 * @throws Error that explains how to set it
 */
export function requireRegion(environment: Environment): string {
  const region = environment["AWS_REGION"]?.trim() || regionOfProfile(environment);
  if (region !== undefined) return region;
  const other = environment["AWS_DEFAULT_REGION"]?.trim();
  const remedy = `set AWS_REGION=${other || "eu-west-1"} in the environment or in .env`;
  const found = other ? "not every tool reads AWS_DEFAULT_REGION" : "no region is set";
  throw new Error(`Cannot deploy: ${found}; ${remedy}`);
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html */
function regionOfProfile(environment: Environment): string | undefined {
  const path = environment["AWS_CONFIG_FILE"] || join(homedir(), ".aws", "config");
  if (!existsSync(path)) return undefined;
  const profile = environment["AWS_PROFILE"] || "default";
  let isProfile = false;
  for (const line of readFileSync(path, "utf8").split(/\r?\n/)) {
    const [, section] = /^\s*\[\s*(?:profile\s+)?([^\]]*?)\s*\]/.exec(line) ?? [];
    if (section !== undefined) isProfile = section === profile;
    const [, region] = /^region\s*=\s*(\S+)/.exec(line) ?? [];
    if (isProfile && region !== undefined) return region;
  }
  return undefined;
}
