/**
 * Why the system refused access to a file or folder. Uses the code, because Node's message repeats an
 * absolute path.
 */
export function systemReason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  if (code === "ENOENT") return "no such file or folder";
  if (code === "EACCES" || code === "EPERM") return "permission denied";
  return code;
}
