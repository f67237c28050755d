/** The part of Lambda's context object that the function uses. */
export interface InvocationContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** Leaves time to answer and write the log before Lambda stops the function. */
const ANSWER_MARGIN_MS = 500;
/** Outside of Lambda. */
const DEFAULT_WAIT_MS = 30_000;

/** How long a request may wait for an index that is still being opened. */
export function waitMsOf(context: InvocationContext | undefined): number {
  if (context === undefined) return DEFAULT_WAIT_MS;
  return Math.max(0, context.getRemainingTimeInMillis() - ANSWER_MARGIN_MS);
}
