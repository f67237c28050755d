import type { Hit, SearchResult } from "@dateline-search/client";
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Api, createApi } from "../search/api.ts";
import { moveFocus } from "../search/keyboard.ts";
import { feedAddress, hasFilter, NO_FILTER, type SearchState, writeState } from "../search/search-state.ts";
import { useApiKey } from "../search/use-api-key.ts";
import { type Requested, useRequest } from "../search/use-request.ts";
import { type UpdateState, useSearchState } from "../search/use-search-state.ts";
import { ArticleReader } from "./article-reader.tsx";
import { FilterPanel } from "./filter-panel.tsx";
import { ErrorNotice, NothingFound, Welcome } from "./notice.tsx";
import { ResultList, Skeleton } from "./result-list.tsx";
import { SearchBox } from "./search-box.tsx";

const PAGE_SIZE = 10;
/** What the API gives at most. */
const MAX_HITS = 100;
/** Most people type the next letter within this time, so that a question is asked when it is finished. */
const TYPING_MS = 300;

/** @param apiUrl where the API is, relative to the page */
export function SearchPage({ apiUrl }: { readonly apiUrl: string }) {
  const [state, update] = useSearchState();
  const [apiKey, setApiKey] = useApiKey();
  const api = useMemo(() => createApi(apiUrl, apiKey), [apiUrl, apiKey]);
  const [attempt, setAttempt] = useState(0);
  const [read, setRead] = useState<Hit>();
  const address = writeState(state);
  const [limit, setLimit] = useLimit(address);
  const isAsking = state.query.trim() !== "";
  const asked = useRequest({
    key: isAsking ? `${address} ${apiKey} ${attempt} ${limit}` : null,
    delayMs: TYPING_MS,
    load: (signal) => api.search(state, limit, signal),
  });
  const answer = { ...asked, value: asked.value?.result };
  useEffect(() => {
    document.title = isAsking ? `${state.query} – Dateline` : "Dateline";
  }, [isAsking, state.query]);
  useEffect(() => {
    addEventListener("keydown", moveFocus);
    return () => removeEventListener("keydown", moveFocus);
  }, []);
  return (
    <>
      <a class="skip" href="#answer">
        Skip to the answer
      </a>
      <SearchBox state={state} update={update} isLoading={answer.isLoading} />
      <main class={isAsking ? "asked" : ""}>
        {isAsking && <FilterPanel state={state} facets={asked.value?.facets} update={update} />}
        <section id="answer" tabIndex={-1} aria-label="Answer">
          <Summary answer={answer} isAsking={isAsking} />
          {isAsking && <FollowLink apiUrl={apiUrl} state={state} />}
          {isAsking ? (
            <Answer
              {...{ answer, state, update, setRead }}
              onMore={limit < MAX_HITS ? () => setLimit(limit + PAGE_SIZE) : undefined}
              onRetry={() => setAttempt(attempt + 1)}
              onKey={setApiKey}
            />
          ) : (
            <Start api={api} />
          )}
        </section>
      </main>
      {read !== undefined && <ArticleReader api={api} hit={read} onClose={() => setRead(undefined)} />}
    </>
  );
}

/** How many hits are asked for; every other question begins with the first page. */
function useLimit(address: string): readonly [number, (limit: number) => void] {
  const [wanted, setWanted] = useState({ address, limit: PAGE_SIZE });
  const limit = wanted.address === address ? wanted.limit : PAGE_SIZE;
  return [limit, (more) => setWanted({ address, limit: more })];
}

/** A feed of the answer, for readers; also where browsers and their extensions look for one. */
function FollowLink({ apiUrl, state }: { readonly apiUrl: string; readonly state: SearchState }) {
  const href = feedAddress(apiUrl, state);
  useEffect(() => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "alternate", type: "application/rss+xml", title: state.query, href });
    document.head.append(link);
    return () => link.remove();
  }, [href, state.query]);
  return (
    <p class="follow">
      <a href={href} rel="alternate" type="application/rss+xml">
        Follow this search
      </a>
    </p>
  );
}

function Start({ api }: { readonly api: Api }) {
  const { value } = useRequest({ key: "size", delayMs: 0, load: (signal) => api.size(signal) });
  return <Welcome articles={value} />;
}

interface SummaryProps {
  readonly answer: Requested<SearchResult>;
  readonly isAsking: boolean;
}

/** Told to screen readers whenever there is an answer. */
function Summary({ answer: { value, error }, isAsking }: SummaryProps) {
  const isAnswered = isAsking && value !== undefined && error === undefined;
  return (
    <p class="summary" role="status">
      {isAnswered &&
        value.hits.length > 0 &&
        `${value.total.toLocaleString()} found in ${Math.round(value.tookMs)} ms`}
    </p>
  );
}

interface AnswerProps {
  readonly answer: Requested<SearchResult>;
  readonly state: SearchState;
  readonly update: UpdateState;
  readonly setRead: (hit: Hit) => void;
  readonly onMore: (() => void) | undefined;
  readonly onRetry: () => void;
  readonly onKey: (key: string) => void;
}

function Answer({ answer, state, update, setRead, onMore, onRetry, onKey }: AnswerProps) {
  const { value, error, isLoading } = answer;
  if (error !== undefined && !isLoading) return <ErrorNotice error={error} onRetry={onRetry} onKey={onKey} />;
  if (value === undefined) return <Skeleton />;
  if (value.hits.length === 0) {
    const clear = hasFilter(state) ? () => update(NO_FILTER) : undefined;
    return <NothingFound result={value} onClear={clear} onRead={setRead} />;
  }
  const hasMore = value.total > value.hits.length;
  return (
    <ResultList result={value} isStale={isLoading} onRead={setRead} onMore={hasMore ? onMore : undefined} />
  );
}
