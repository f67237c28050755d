import { InvalidRecord } from "../invalid-record.ts";

const NOT_FOUND: readonly string[] = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"];

/**
 * Loads an optional package, which only users with such files install.
 *
 * @param kind of file, such as `a PDF document`
 * @throws InvalidRecord that says what to install if it is missing
 */
export async function loadOptional<T>(
  { kind, name }: { readonly kind: string; readonly name: string },
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && NOT_FOUND.includes(String(cause.code));
    if (!isMissing) throw cause;
    throw new InvalidRecord(
      `file is ${kind}; install the package that reads these: npm install ${name} (in the ingest function: dateline bundle --documents)`,
      { cause },
    );
  }
}
