import { DatelineClientError } from "@dateline-search/client";
import { useEffect, useRef, useState } from "preact/hooks";

/** What is known of an answer: while a newer one is on its way, the one before is still there. */
export interface Requested<T> {
  readonly value: T | undefined;
  readonly error: DatelineClientError | undefined;
  readonly isLoading: boolean;
}

export interface RequestOptions<T> {
  /** Another key asks again; `null` asks nothing. */
  readonly key: string | null;
  readonly delayMs: number;
  readonly load: (signal: AbortSignal) => Promise<T>;
}

/** Asks for something whenever its key changes; an answer to an earlier key is not waited for any more. */
export function useRequest<T>({ key, delayMs, load }: RequestOptions<T>): Requested<T> {
  const [answer, setAnswer] = useState<{ key: string | null } & Omit<Requested<T>, "isLoading">>({
    key: null,
    value: undefined,
    error: undefined,
  });
  const newest = useRef(load);
  newest.current = load;
  useEffect(() => {
    if (key === null) {
      setAnswer({ key, value: undefined, error: undefined });
      return;
    }
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const value = await newest.current(controller.signal);
        if (!controller.signal.aborted) setAnswer({ key, value, error: undefined });
      } catch (error) {
        if (!controller.signal.aborted) setAnswer({ key, value: undefined, error: toClientError(error) });
      }
    }, delayMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key, delayMs]);
  const { value, error } = answer;
  return { value, error, isLoading: key !== null && answer.key !== key };
}

export function toClientError(error: unknown): DatelineClientError {
  if (error instanceof DatelineClientError) return error;
  return new DatelineClientError("bad-response", String(error), { cause: error });
}
