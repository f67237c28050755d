import { DatelineClientError } from "@dateline-search/client";

/** Waits for a call to fail, with the one error that the client may fail with. */
export async function failureOf(call: Promise<unknown>): Promise<DatelineClientError> {
  const error = await call.then(
    () => new Error("the call succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof DatelineClientError) return error;
  throw error;
}
