import type { DatelineClientError, Hit, SearchResult } from "@dateline-search/client";
import { explainError } from "../search/explain-error.ts";
import { formatDay } from "../search/format-date.ts";
import { About } from "./hit-card.tsx";
import { FoundByWords } from "./result-list.tsx";

interface ErrorNoticeProps {
  readonly error: DatelineClientError;
  readonly onRetry: () => void;
  readonly onKey: (key: string) => void;
}

function headingOf({ kind, problem }: DatelineClientError): string {
  if (kind === "invalid-query") return "Cannot search for that";
  return problem?.code === "not-ready" ? "Not ready yet" : "The search failed";
}

/** Explains what went wrong and what the visitor can do about it. */
export function ErrorNotice({ error, onRetry, onKey }: ErrorNoticeProps) {
  const isQuery = error.kind === "invalid-query";
  return (
    <div class="notice" role="alert">
      <h2>{headingOf(error)}</h2>
      <p>{explainError(error)}</p>
      {error.kind === "unauthorized" ? (
        <KeyForm onKey={onKey} />
      ) : (
        !isQuery && (
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        )
      )}
    </div>
  );
}

function KeyForm({ onKey }: { readonly onKey: (key: string) => void }) {
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get("key");
    if (typeof key === "string" && key.trim() !== "") onKey(key.trim());
  };
  return (
    <form class="key" onSubmit={submit}>
      <label>
        <span>API key</span>
        <input type="password" name="key" autocomplete="off" required />
      </label>
      <button type="submit">Use key</button>
    </form>
  );
}

interface WelcomeProps {
  readonly articles: number | undefined;
  /** Questions that the index answers. */
  readonly examples: readonly string[];
  readonly onAsk: (question: string) => void;
}

/** Shown before the first question. */
export function Welcome({ articles, examples, onAsk }: WelcomeProps) {
  return (
    <div class="notice">
      <h2>Ask the news</h2>
      <p>
        {articles === undefined
          ? "Search"
          : `Search ${articles.toLocaleString()} ${articles === 1 ? "article" : "articles"}`}{" "}
        in your own words: a question, a name, a few keywords. Dateline matches passages by meaning and by
        words.
      </p>
      {examples.length > 0 && (
        <>
          <p>For example:</p>
          <ul class="examples">
            {examples.map((example) => (
              <li key={example}>
                <a
                  href={`?q=${encodeURIComponent(example)}`}
                  onClick={(event) => {
                    event.preventDefault();
                    onAsk(example);
                  }}
                >
                  <bdi>{example}</bdi>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="keys">
        <kbd>/</kbd> to search <kbd>↓</kbd> <kbd>↑</kbd> through the hits <kbd>Enter</kbd> to open
      </p>
    </div>
  );
}

interface NothingFoundProps {
  readonly result: Pick<SearchResult, "query" | "nearest" | "understood" | "plan" | "timeFrame">;
  readonly onClear: (() => void) | undefined;
  readonly onRead: (hit: Hit) => void;
}

function NothingOf({
  result,
  isFiltered,
}: Pick<NothingFoundProps, "result"> & { readonly isFiltered: boolean }) {
  const { query, nearest, plan, timeFrame } = result;
  const isNear = nearest.length > 0;
  if (plan.length === 0 && timeFrame !== null)
    return (
      <>
        <h2>Nothing from then</h2>
        <p>
          {isFiltered ? "Nothing within the filters" : "Nothing here"} is from {formatDay(timeFrame.from)} to{" "}
          {formatDay(timeFrame.to)}
          {isNear ? "; the latest before that are:" : "."}
        </p>
      </>
    );
  if (query === "")
    return (
      <>
        <h2>Nothing found</h2>
        <p>No article matches the filters.</p>
      </>
    );
  return (
    <>
      <h2>{isNear ? "Nothing close" : "Nothing found"}</h2>
      <p>
        {isFiltered ? "Nothing within the filters" : "Nothing here"} answers “<bdi>{query}</bdi>”
        {isNear ? "; the nearest are:" : "."}
      </p>
    </>
  );
}

/** Shown if nothing was found. Lists the nearest articles, but not as answers. */
export function NothingFound({ result, onClear, onRead }: NothingFoundProps) {
  const { nearest, understood } = result;
  return (
    <div class="notice">
      <NothingOf result={result} isFiltered={onClear !== undefined} />
      {understood === "words" && <FoundByWords />}
      {nearest.length > 0 && (
        <ul class="nearest">
          {nearest.map((hit) => (
            <li key={hit.passage.id}>
              <button type="button" class="quiet" onClick={() => onRead(hit)}>
                <bdi>{hit.article.title}</bdi>
              </button>
              <About article={hit.article} />
            </li>
          ))}
        </ul>
      )}
      {onClear !== undefined && (
        <button type="button" onClick={onClear}>
          Search without filters
        </button>
      )}
    </div>
  );
}
