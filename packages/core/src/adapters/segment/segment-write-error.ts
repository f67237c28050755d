import { DatelineError } from "../../errors.ts";

/**
 * Converts write errors of SQLite and hnswlib into ones that callers can act on. SQLite has result codes
 * (https://www.sqlite.org/rescode.html); hnswlib only reports that it could not write.
 */
export function segmentWriteError(folder: string, error: unknown): DatelineError {
  if (error instanceof DatelineError) return error;
  const { message, code } = error as Error & { readonly code?: string };
  if (code === "SQLITE_FULL" || /disk is full|no space/i.test(message)) {
    return new DatelineError(
      "disk-full",
      `Cannot write the segment in "${folder}": no space is left on the disk`,
      {
        cause: error,
      },
    );
  }
  return new DatelineError("internal", `Cannot write the segment in "${folder}": ${message}`, {
    cause: error,
  });
}
