import { DatelineError, type ErrorCode } from "../errors.ts";

/** Meanings of the system's error codes: https://nodejs.org/api/errors.html#common-system-errors */
const CODES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOSPC: ["disk-full", "no space is left on the disk"],
  EDQUOT: ["disk-full", "the disk quota is used up"],
  EACCES: ["store-forbidden", "permission is denied"],
  EPERM: ["store-forbidden", "permission is denied"],
  EROFS: ["store-forbidden", "the file system is read-only"],
  ENOENT: ["object-missing", "it does not exist"],
  EISDIR: ["invalid-input", "it is a folder"],
  ENOTDIR: ["invalid-input", "a part of its path is a file, not a folder"],
  EEXIST: ["invalid-input", "a part of its path is a file, not a folder"],
  ENAMETOOLONG: ["invalid-input", "its path is too long for this system"],
};

/** File systems without hard links (exFAT, some network shares) fail link(2) with one of these. */
export const NO_HARD_LINKS: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/**
 * Converts a file system error into one that callers can act on. Returns a `DatelineError` unchanged, and treats
 * an error without a system code as a bug, `internal`.
 *
 * @param action such as `read`
 * @param what such as `folder`
 */
export function fileError(action: string, path: string, error: unknown, what = "file"): DatelineError {
  if (error instanceof DatelineError) return error;
  const systemCode = (error as NodeJS.ErrnoException).code;
  const fallback = [
    systemCode === undefined ? "internal" : "store-unreachable",
    (error as Error).message,
  ] as const;
  const [code, reason] = CODES[systemCode ?? ""] ?? fallback;
  return new DatelineError(code, `Cannot ${action} the ${what} "${path}": ${reason}`, { cause: error });
}
