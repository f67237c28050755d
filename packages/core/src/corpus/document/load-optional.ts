import { InvalidRecord } from "../invalid-record.ts";

const NOT_FOUND: readonly string[] = ["ERR_MODULE_NOT_FOUND", "MODULE_NOT_FOUND"];

/**
 * Loads a package that is only installed by those who have such files.
 *
 * @param kind of file, such as `a PDF document`
 * @throws InvalidRecord that says what to install when it is not there
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
