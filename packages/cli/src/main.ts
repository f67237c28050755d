import { runCli } from "./run-cli.ts";
import { StopRequest } from "./stop-request.ts";

/**
 * On Node 20 the AWS SDK warns that later versions will require Node 22. This package pins the SDK, so users
 * cannot act on the warning. Other warnings are shown. README lists the supported versions.
 */
const SDK_WARNING_OFF = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/** Runs this process's command line and sets its exit code. */
export async function main(): Promise<void> {
  process.env[SDK_WARNING_OFF] ??= "true";
  // `dateline search … | head` closes the pipe early, which is not a failure.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  // Nobody reads the progress any more, but the work goes on.
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => interrupt.abort(new StopRequest(signal)));
  }
  process.exitCode = await runCli(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupt.signal,
  });
}
