import type { DatelineClientError, SearchResult } from "@dateline-search/client";
import { useState } from "preact/hooks";
import type { Answer, Api } from "./api.ts";
import { toClientError } from "./use-request.ts";

/** An answer with all pages loaded so far. */
export interface WholeAnswer {
  readonly result: SearchResult | undefined;
  /** `undefined` when there are no more hits. */
  readonly more: MoreHits | undefined;
}

/** The next page of hits. */
export interface MoreHits {
  readonly isLoading: boolean;
  /** Why the page failed to load. Earlier hits stay. */
  readonly error: DatelineClientError | undefined;
  /** Requests the page. Does nothing while it loads. */
  readonly load: () => void;
}

interface Pages {
  /** The first page that the others follow. */
  readonly first: SearchResult;
  readonly all: SearchResult;
  readonly error?: DatelineClientError;
  readonly isLoading: boolean;
}

/** Appends further pages to the first one. Starts over with a new first page. */
export function useMoreHits(api: Api, answer: Answer | undefined): WholeAnswer {
  const [pages, setPages] = useState<Pages>();
  if (answer === undefined) return { result: undefined, more: undefined };
  const { result: first, state } = answer;
  const current: Pages = pages?.first === first ? pages : { first, all: first, isLoading: false };
  const { all, error, isLoading } = current;
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
  if (nextCursor === null) return { result: all, more: undefined };
  const loadOnce = () => {
    if (!isLoading) void load(nextCursor);
  };
  return { result: all, more: { isLoading, error, load: loadOnce } };
}

/** Values of the first page that describe the whole answer. */
function described({ tookMs, facets, total }: SearchResult) {
  return { tookMs, facets, total };
}
