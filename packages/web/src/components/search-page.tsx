import type { Hit, SearchResult } from "@dateline-search/client";
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Api, createApi, type Answer as SearchAnswer } from "../search/api.ts";
import { exampleQuestions } from "../search/examples.ts";
import { moveFocus } from "../search/keyboard.ts";
import { hasFilter, isBrowsing, NO_FILTER, type SearchState, writeState } from "../search/search-state.ts";
import { useApiKey } from "../search/use-api-key.ts";
import { type MoreHits, useMoreHits } from "../search/use-more-hits.ts";
import { type Requested, useRequest } from "../search/use-request.ts";
import { type UpdateState, useSearchState } from "../search/use-search-state.ts";
import { ArticleReader } from "./article-reader.tsx";
import { FilterPanel } from "./filter-panel.tsx";
import { FollowSearch } from "./follow-search.tsx";
import { ErrorNotice, NothingFound, Welcome } from "./notice.tsx";
import { ResultList, Skeleton } from "./result-list.tsx";
import { SearchBox } from "./search-box.tsx";
import { StoryReader, useStoryInAddress } from "./story-reader.tsx";

/** Most people type the next letter within this time. The request waits for it, to be sent for a finished question. */
const TYPING_MS = 300;

/** @param apiUrl the API's address, relative to the page */
export function SearchPage({ apiUrl }: { readonly apiUrl: string }) {
  const [state, update] = useSearchState();
  const [apiKey, setApiKey] = useApiKey();
  const api = useMemo(() => createApi(apiUrl, apiKey), [apiUrl, apiKey]);
  const [attempt, setAttempt] = useState(0);
  const [read, setRead] = useState<Hit>();
  const [story, leaveStory] = useStoryInAddress();
  const address = writeState(state);
  const isAsking = !isBrowsing(state);
  const asked = useRequest({
    key: `${address} ${apiKey} ${attempt}`,
    delayMs: useTypingPause(address),
    load: (signal) => api.search(state, signal),
  });
  const { result, more } = useMoreHits(api, asked.value);
  const answer = { ...asked, value: result };
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
      <main>
        <FilterPanel state={state} facets={asked.value?.facets} update={update} />
        <section id="answer" tabIndex={-1} aria-label="Answer">
          {!isAsking && !hasFilter(state) && <Start api={api} answer={asked.value} update={update} />}
          <Summary answer={answer} />
          <FollowSearch api={api} apiUrl={apiUrl} state={state} />
          <Answer
            {...{ answer, state, update, setRead }}
            more={more}
            onRetry={() => setAttempt(attempt + 1)}
            onKey={setApiKey}
          />
        </section>
      </main>
      {read !== undefined && <ArticleReader api={api} hit={read} onClose={() => setRead(undefined)} />}
      {story !== undefined && <StoryReader key={story} api={api} id={story} onClose={leaveStory} />}
    </>
  );
}

/** The first request need not wait, because nobody has typed yet. */
function useTypingPause(address: string): number {
  const [opened] = useState(address);
  return address === opened ? 0 : TYPING_MS;
}

interface StartProps {
  readonly api: Api;
  /** The latest articles, once they have loaded. */
  readonly answer: SearchAnswer | undefined;
  readonly update: UpdateState;
}

function Start({ api, answer, update }: StartProps) {
  const { value } = useRequest({ key: "size", delayMs: 0, load: (signal) => api.size(signal) });
  const isLatest = answer !== undefined && answer.result.query === "";
  const examples = isLatest ? exampleQuestions(answer.result, answer.facets) : [];
  return <Welcome articles={value} examples={examples} onAsk={(query) => update({ query })} />;
}

/** Announced by screen readers with every answer. */
function Summary({ answer: { value, error } }: { readonly answer: Requested<SearchResult> }) {
  const isAnswered = value !== undefined && error === undefined;
  return (
    <p class="summary" role="status">
      {isAnswered && (value.hits.length > 0 ? summarise(value) : <NoAnswer nearest={value.nearest.length} />)}
    </p>
  );
}

/** The page shows this as a heading, which screen readers would not announce. */
function NoAnswer({ nearest }: { readonly nearest: number }) {
  const listed = nearest === 0 ? "" : ` The nearest ${nearest === 1 ? "article is" : "articles are"} listed.`;
  return <span class="hidden">There is no answer.{listed}</span>;
}

function summarise({ plan, total, tookMs }: SearchResult): string {
  const count = total.toLocaleString();
  if (plan.length === 0) return `${count} ${total === 1 ? "article" : "articles"} by date`;
  return `${count} found in ${Math.round(tookMs)} ms`;
}

interface AnswerProps {
  readonly answer: Requested<SearchResult>;
  readonly state: SearchState;
  readonly update: UpdateState;
  readonly setRead: (hit: Hit) => void;
  readonly more: MoreHits | undefined;
  readonly onRetry: () => void;
  readonly onKey: (key: string) => void;
}

function Answer({ answer, state, update, setRead, more, onRetry, onKey }: AnswerProps) {
  const { value, error, isLoading } = answer;
  if (error !== undefined && !isLoading) return <ErrorNotice error={error} onRetry={onRetry} onKey={onKey} />;
  // The latest articles must not appear as the answer to a pending question, or vice versa.
  if (value === undefined || (value.query === "") !== isBrowsing(state)) return <Skeleton />;
  if (value.hits.length === 0) {
    const clear = hasFilter(state) ? () => update(NO_FILTER) : undefined;
    return <NothingFound result={value} onClear={clear} onRead={setRead} />;
  }
  return <ResultList result={value} isStale={isLoading} onRead={setRead} more={more} />;
}
