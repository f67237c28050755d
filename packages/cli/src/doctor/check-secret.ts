import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
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

/** Asks SST, and so AWS, whether the stage has API keys. Shows none of them. */
export async function checkSecret({ folder, stage, signal }: SecretOptions): Promise<Check> {
  const program = join(folder, "node_modules", ".bin", "sst");
  const args = ["secret", "list", "--stage", stage];
  const set = `npx sst secret set ${SECRET} "NAME:SHA256" --stage ${stage}`;
  try {
    const { stdout } = await promisify(execFile)(program, args, { cwd: folder, signal, timeout: TIMEOUT_MS });
    const value = new RegExp(`^${SECRET}=(.*)$`, "m").exec(stdout)?.[1]?.trim();
    if (value) return { name: NAME, status: "ok", detail: `${SECRET} is set for stage ${stage}` };
    return failed(NAME, `${SECRET} is not set for stage ${stage}`, `see docs/deploy.md, then: ${set}`);
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    const [reason = message] = `${stderr}\n${stdout}`.split("\n").filter((line) => line.trim() !== "");
    // SST says the same with an exit code of its own when a stage has no secret at all.
    if (/no secrets/i.test(`${stdout}${stderr}`)) {
      return failed(NAME, `${SECRET} is not set for stage ${stage}`, `see docs/deploy.md, then: ${set}`);
    }
    const detail = `sst secret list could not tell: ${reason.trim()}`;
    return failed(
      NAME,
      detail,
      `see what "npx sst secret list --stage ${stage}" says: AWS credentials may be missing`,
    );
  }
}
