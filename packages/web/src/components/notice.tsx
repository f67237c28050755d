import type { DatelineClientError } from "@dateline-search/client";
import { explainError } from "../search/explain-error.ts";

interface ErrorNoticeProps {
  readonly error: DatelineClientError;
  readonly onRetry: () => void;
  readonly onKey: (key: string) => void;
}

function headingOf({ kind, problem }: DatelineClientError): string {
  if (kind === "invalid-query") return "That cannot be searched for";
  return problem?.code === "not-ready" ? "Not ready yet" : "The search failed";
}

/** What went wrong, and what can be done about it. */
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
      <button type="submit">Use the key</button>
    </form>
  );
}

/** Before anything is asked. */
export function Welcome({ articles }: { readonly articles: number | undefined }) {
  return (
    <div class="notice">
      <h2>Ask the news</h2>
      <p>
        {articles === undefined
          ? "Search"
          : `Search ${articles.toLocaleString()} ${articles === 1 ? "article" : "articles"}`}{" "}
        in your own words: a question, a name, a few keywords. Passages are found by their meaning and by
        their words.
      </p>
      <p class="keys">
        <kbd>/</kbd> to search <kbd>↓</kbd> <kbd>↑</kbd> through the hits <kbd>Enter</kbd> to open
      </p>
    </div>
  );
}

/** Nothing was found. */
export function NothingFound({
  query,
  onClear,
}: {
  readonly query: string;
  readonly onClear: (() => void) | undefined;
}) {
  return (
    <div class="notice">
      <h2>Nothing found</h2>
      <p>
        No article {onClear === undefined ? "" : "within the filters "}answers “{query}”.
      </p>
      {onClear !== undefined && (
        <button type="button" onClick={onClear}>
          Search without filters
        </button>
      )}
    </div>
  );
}
