import type { DatelineClientError, SearchResult } from "@dateline-search/client";
import { useState } from "preact/hooks";
import type { Answer, Api } from "./api.ts";
import { toClientError } from "./use-request.ts";

/** An answer with all pages requested so far. */
export interface WholeAnswer {
  readonly result: SearchResult | undefined;
  /** Why the last requested page failed. */
  readonly error: DatelineClientError | undefined;
  /** `undefined` when there are no more hits, and while more are loading. */
  readonly showMore: (() => void) | undefined;
}

interface Pages {
  /** The first page that the others follow. */
  readonly first: SearchResult;
  readonly all: SearchResult;
  readonly error?: DatelineClientError;
  readonly isLoading: boolean;
}

/** Appends page after page to the first one. Another first page starts over. */
export function useMoreHits(api: Api, answer: Answer | undefined): WholeAnswer {
  const [pages, setPages] = useState<Pages>();
  if (answer === undefined) return { result: undefined, error: undefined, showMore: undefined };
  const { result: first, state } = answer;
  const current = pages?.first === first ? pages : { first, all: first, isLoading: false };
  const { all, isLoading } = current;
  const { nextCursor } = all;
  const load = async (cursor: string) => {
    setPages({ first, all, isLoading: true });
    const next = await api.more(state, cursor).then(
      (page) => ({
        first,
        all: { ...page, ...described(first), hits: [...all.hits, ...page.hits] },
        isLoading: false,
      }),
      (error) => ({ first, all, isLoading: false, error: toClientError(error) }),
    );
    // An earlier answer must not overwrite a later request.
    setPages((latest) => (latest?.first === first ? next : latest));
  };
  const showMore = nextCursor === null || isLoading ? undefined : () => void load(nextCursor);
  return { result: all, error: current.error, showMore };
}

/** The values of the first page that describe the whole answer. */
function described({ tookMs, facets, total }: SearchResult) {
  return { tookMs, facets, total };
}
