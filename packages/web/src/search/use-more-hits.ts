import type { DatelineClientError, SearchResult } from "@dateline-search/client";
import { useState } from "preact/hooks";
import type { Answer, Api } from "./api.ts";
import { toClientError } from "./use-request.ts";

/** An answer with the pages that were asked for behind its first. */
export interface WholeAnswer {
  readonly result: SearchResult | undefined;
  /** Why the last page that was asked for did not come. */
  readonly error: DatelineClientError | undefined;
  /** `undefined` when there is nothing more, and while more is on its way. */
  readonly showMore: (() => void) | undefined;
}

interface Pages {
  /** The first page that the others follow. */
  readonly first: SearchResult;
  readonly all: SearchResult;
  readonly error?: DatelineClientError;
  readonly isLoading: boolean;
}

/** Puts page after page behind the first one; another first page begins anew. */
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
    // What was asked for meanwhile is not overwritten by an earlier answer.
    setPages((latest) => (latest?.first === first ? next : latest));
  };
  const showMore = nextCursor === null || isLoading ? undefined : () => void load(nextCursor);
  return { result: all, error: current.error, showMore };
}

/** What the first page says of the whole answer. */
function described({ tookMs, facets, total }: SearchResult) {
  return { tookMs, facets, total };
}
