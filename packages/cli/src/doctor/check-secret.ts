import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseKeyList } from "../../../../infra/function-settings.ts";
import { type Check, failed } from "./check.ts";

const SECRET = "ApiKeys";
const NAME = "secret";
const ALERTS = "alerts";
const TIMEOUT_MS = 120_000;

export interface SecretOptions {
  /** The project's folder, with sst.config.ts. */
  readonly folder: string;
  readonly stage: string;
  readonly signal: AbortSignal;
}

/** The API keys of a stage and the check's result. */
export interface SecretCheck {
  readonly check: Check;
  /** `undefined` when it is unknown or the function could not read it. */
  readonly keys?: string;
}

/**
 * Reads the API keys of a stage through SST from AWS and parses them as the function will. Prints none of
 * them.
 */
export async function checkSecret(options: SecretOptions): Promise<SecretCheck> {
  const { check, value } = await readSecret(options);
  if (value === undefined) return { check };
  try {
    const keys = parseKeyList(value);
    if (keys.length === 0) throw new Error(`${SECRET} of stage ${options.stage} names no key`);
    const detail = `${keys.length} in ${SECRET} of stage ${options.stage}`;
    return { check: { ...check, detail }, keys: value };
  } catch (error) {
    return { check: failed(NAME, (error as Error).message, setCommand(options.stage)) };
  }
}

/**
 * Asks SST whether a stage has the secrets that sign alerts.
 *
 * @param names such as `DESK` for AlertSecretDesk
 */
export async function checkAlertSecrets(
  { folder, stage, signal }: SecretOptions,
  names: readonly string[],
): Promise<readonly Check[]> {
  const wanted = names.map((name) => `AlertSecret${name.slice(0, 1)}${name.slice(1).toLowerCase()}`);
  if (wanted.length === 0) return [];
  const listed = await listSecrets({ folder, stage, signal });
  if ("problem" in listed) return [failed(ALERTS, listed.problem, listed.remedy)];
  return wanted.map((secret) => {
    if (secretIn(listed.text, secret) !== undefined) {
      return { name: ALERTS, status: "ok", detail: `${secret} of stage ${stage} is set` } as const;
    }
    const remedy = `see docs/alerts.md, then: npx sst secret set ${secret} "whsec_…" --stage ${stage}`;
    return failed(ALERTS, `${secret} is not set for stage ${stage}`, remedy);
  });
}

function setCommand(stage: string): string {
  return `see docs/deploy.md, then: npx sst secret set ${SECRET} "NAME:SHA256" --stage ${stage}`;
}

async function readSecret(
  options: SecretOptions,
): Promise<{ readonly check: Check; readonly value?: string }> {
  const { stage } = options;
  const listed = await listSecrets(options);
  if ("problem" in listed) return { check: failed(NAME, listed.problem, listed.remedy) };
  const value = secretIn(listed.text, SECRET);
  if (value !== undefined) return { check: { name: NAME, status: "ok", detail: "" }, value };
  return { check: failed(NAME, `${SECRET} is not set for stage ${stage}`, setCommand(stage)) };
}

function secretIn(text: string, secret: string): string | undefined {
  return new RegExp(`^${secret}=(.*)$`, "m").exec(text)?.[1]?.trim() || undefined;
}

/** SST's list of a stage's secrets, or the reason for a failure. */
async function listSecrets({
  folder,
  stage,
  signal,
}: SecretOptions): Promise<
  { readonly text: string } | { readonly problem: string; readonly remedy: string }
> {
  const program = join(folder, "node_modules", ".bin", "sst");
  const args = ["secret", "list", "--stage", stage];
  try {
    const { stdout } = await promisify(execFile)(program, args, { cwd: folder, signal, timeout: TIMEOUT_MS });
    return { text: stdout };
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    const [reason = message] = `${stderr}\n${stdout}`.split("\n").filter((line) => line.trim() !== "");
    // SST exits with an error if a stage has no secrets.
    if (/no secrets/i.test(`${stdout}${stderr}`)) return { text: "" };
    return {
      problem: `sst secret list failed: ${reason.trim()}`,
      remedy: `run "npx sst secret list --stage ${stage}" for details; AWS credentials may be missing`,
    };
  }
}
