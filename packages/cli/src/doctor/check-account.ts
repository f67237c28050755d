import { GetAccountSettingsCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { AWS_LIMITS, reservable } from "../../../../infra/aws-limits.ts";
import type { DeploymentOptions } from "../../../../infra/deployment-options.ts";
import { requireRegion } from "../../../../infra/region.ts";
import { type Check, failed } from "./check.ts";

const REGION = "region";
const ACCOUNT = "account";
/** Timeout for AWS. */
const TIMEOUT_MS = 10_000;
const USUAL_CONCURRENCY = 20;

type Environment = Readonly<Record<string, string | undefined>>;

/** Checks that a region is set. */
export function checkRegion(settings: Environment): Check {
  try {
    const region = requireRegion(settings);
    const isExported = process.env["AWS_REGION"] !== undefined || settings["AWS_REGION"] === undefined;
    const note = isExported ? "" : "; dateline publish needs AWS_REGION in the environment, too";
    return { name: REGION, status: "ok", detail: `${region}${note}` };
  } catch (error) {
    const [problem = "", remedy = ""] = (error as Error).message.replace("Cannot deploy: ", "").split("; ");
    return failed(REGION, problem, remedy);
  }
}

interface AccountOptions {
  readonly options: DeploymentOptions;
  readonly settings: Environment;
  readonly signal: AbortSignal;
}

/** Asks Lambda for the account's concurrency and checks that the concurrency to reserve is available. */
export async function checkAccount({ options, settings, signal }: AccountOptions): Promise<Check> {
  const region = regionOf(settings);
  if (region === undefined) return notAsked("no region is set");
  const client = new LambdaClient({ region, maxAttempts: 1 });
  try {
    const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}), { abortSignal });
    const total = AccountLimit?.ConcurrentExecutions ?? 0;
    const free = AccountLimit?.UnreservedConcurrentExecutions ?? total;
    return judge(options.concurrency, { total, free });
  } catch (error) {
    if (signal.aborted) throw error;
    return notAsked((error as Error).message);
  } finally {
    client.destroy();
  }
}

function notAsked(reason: string): Check {
  return {
    name: ACCOUNT,
    status: "not-checked",
    detail: `Lambda's quotas could not be read: ${reason}`,
  };
}

function regionOf(settings: Environment): string | undefined {
  try {
    return requireRegion(settings);
  } catch {
    return undefined;
  }
}

interface Concurrency {
  readonly total: number;
  /** Concurrency that no function reserves. Excludes what this stage already reserves if it is deployed. */
  readonly free: number;
}

function judge(wanted: DeploymentOptions["concurrency"], { total, free }: Concurrency): Check {
  const has = `concurrency ${total}, ${free} of it unreserved`;
  const left = AWS_LIMITS.unreservedConcurrency;
  if (wanted === undefined)
    return { name: ACCOUNT, status: "ok", detail: `${has}; this stage reserves none` };
  if (wanted !== "auto") {
    if (wanted <= reservable(wanted, free)) {
      return { name: ACCOUNT, status: "ok", detail: `${has}; this stage reserves ${wanted}` };
    }
    const detail = `${has}; this stage reserves ${wanted}, and ${left} must stay unreserved`;
    return failed(ACCOUNT, detail, "set DATELINE_CONCURRENCY=none, or ask AWS Support for more");
  }
  const will = reservable(USUAL_CONCURRENCY, total);
  if (will > 0 && reservable(will, free) < will) {
    const detail = `${has}; this stage would reserve ${will}, and ${left} must stay unreserved`;
    return failed(
      ACCOUNT,
      detail,
      "set DATELINE_CONCURRENCY=none, unless this stage has reserved them itself",
    );
  }
  const why = will === 0 ? `, because ${left} must stay unreserved` : "";
  return { name: ACCOUNT, status: "ok", detail: `${has}; this stage will reserve ${will}${why}` };
}
