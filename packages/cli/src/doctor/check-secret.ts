import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseKeyList } from "../../../../infra/function-settings.ts";
import { type Check, failed } from "./check.ts";

const SECRET = "ApiKeys";
const NAME = "secret";
const TIMEOUT_MS = 120_000;

export interface SecretOptions {
  /** Of the project, with sst.config.ts. */
  readonly folder: string;
  readonly stage: string;
  readonly signal: AbortSignal;
}

/** The keys of a stage, and what is to be said of them. */
export interface SecretCheck {
  readonly check: Check;
  /** `undefined` when it is not known, or is none that the function could read. */
  readonly keys?: string;
}

/** Asks SST, and so AWS, for the API keys of a stage, and reads them as the function will. Shows none of them. */
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

function setCommand(stage: string): string {
  return `see docs/deploy.md, then: npx sst secret set ${SECRET} "NAME:SHA256" --stage ${stage}`;
}

async function readSecret({
  folder,
  stage,
  signal,
}: SecretOptions): Promise<{ readonly check: Check; readonly value?: string }> {
  const program = join(folder, "node_modules", ".bin", "sst");
  const args = ["secret", "list", "--stage", stage];
  const unset = failed(NAME, `${SECRET} is not set for stage ${stage}`, setCommand(stage));
  try {
    const { stdout } = await promisify(execFile)(program, args, { cwd: folder, signal, timeout: TIMEOUT_MS });
    const value = new RegExp(`^${SECRET}=(.*)$`, "m").exec(stdout)?.[1]?.trim();
    if (!value) return { check: unset };
    return { check: { name: NAME, status: "ok", detail: "" }, value };
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    const [reason = message] = `${stderr}\n${stdout}`.split("\n").filter((line) => line.trim() !== "");
    // SST says the same with an exit code of its own when a stage has no secret at all.
    if (/no secrets/i.test(`${stdout}${stderr}`)) return { check: unset };
    const detail = `sst secret list could not tell: ${reason.trim()}`;
    const remedy = `see what "npx sst secret list --stage ${stage}" says: AWS credentials may be missing`;
    return { check: failed(NAME, detail, remedy) };
  }
}
