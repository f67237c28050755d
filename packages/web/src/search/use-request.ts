import { DatelineClientError } from "@dateline-search/client";
import { useEffect, useRef, useState } from "preact/hooks";

/** The state of a request. While a newer answer loads, the previous one stays. */
export interface Requested<T> {
  readonly value: T | undefined;
  readonly error: DatelineClientError | undefined;
  readonly isLoading: boolean;
}

export interface RequestOptions<T> {
  /** A changed key sends a new request, `null` sends none. */
  readonly key: string | null;
  readonly delayMs: number;
  readonly load: (signal: AbortSignal) => Promise<T>;
}

/** Sends a request whenever the key changes. Drops answers to earlier keys. */
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
