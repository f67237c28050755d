import type { Hit, SearchResult } from "@dateline-search/client";
import { useEffect, useRef } from "preact/hooks";
import { explainError } from "../search/explain-error.ts";
import { formatDay } from "../search/format-date.ts";
import type { MoreHits } from "../search/use-more-hits.ts";
import { HitCard } from "./hit-card.tsx";

interface ResultListProps {
  readonly result: SearchResult;
  readonly isStale: boolean;
  readonly onRead: (hit: Hit) => void;
  /** `undefined` when there are no more hits. */
  readonly more: MoreHits | undefined;
}

function describeOrder({ plan }: SearchResult, { articles }: NonNullable<SearchResult["timeFrame"]>): string {
  // The answer to a question about the news in general is every article of its time.
  if (plan.length === 0) return ". These are the articles from that time.";
  if (articles === 0) return ". Nothing here is from that time. These articles are from other times.";
  return ". Articles close to that time come first.";
}

/** The ranked answer. */
export function ResultList({ result, isStale, onRead, more }: ResultListProps) {
  return (
    <div class={isStale ? "results stale" : "results"} aria-busy={isStale}>
      {result.understood === "words" && <FoundByWords />}
      {result.timeFrame !== null && (
        <p class="frame">
          “<bdi>{result.timeFrame.text}</bdi>” was understood as {formatDay(result.timeFrame.from)} to{" "}
          {formatDay(result.timeFrame.to)}
          {describeOrder(result, result.timeFrame)}
        </p>
      )}
      <ol class="hits">
        {result.hits.map((hit) => (
          <HitCard key={hit.passage.id} hit={hit} isAsked={result.plan.length > 0} onRead={onRead} />
        ))}
      </ol>
      <ShowMore more={more} shown={result.hits.length} total={result.total} />
    </div>
  );
}

interface ShowMoreProps extends Pick<ResultListProps, "more"> {
  readonly shown: number;
  readonly total: number;
}

/** The button for the next hits. It stays while they load, because it has the keyboard focus. */
function ShowMore({ more, shown, total }: ShowMoreProps) {
  const list = useRef<HTMLDivElement>(null);
  const pressedAt = useRef<number | undefined>(undefined);
  useEffect(() => {
    // The last hits have loaded and the button that had the focus is gone.
    if (more !== undefined || pressedAt.current === undefined) return;
    const titles = list.current?.parentElement?.querySelectorAll<HTMLElement>(".hit .title");
    titles?.[pressedAt.current]?.focus();
    pressedAt.current = undefined;
  }, [more]);
  return (
    <div ref={list} class="show-more">
      {more !== undefined && (
        <>
          {more.error !== undefined && <p role="alert">{explainError(more.error)}</p>}
          <button
            type="button"
            aria-disabled={more.isLoading}
            onClick={() => {
              pressedAt.current = shown;
              more.load();
            }}
          >
            {more.isLoading ? "Loading more …" : more.error === undefined ? "Show more" : "Try again"}
          </button>
          <p class="about">
            Showing {shown.toLocaleString()} of {total.toLocaleString()}
          </p>
        </>
      )}
    </div>
  );
}

/** Shown if the index's model does not support the question's language. */
export function FoundByWords() {
  return (
    <p class="frame">
      Searched by words only, because the model of this index does not support the question's language.
    </p>
  );
}

/** Placeholder until the first answer arrives. */
export function Skeleton() {
  return (
    <div class="results" aria-hidden="true">
      {[1, 2, 3].map((row) => (
        <div key={row} class="skeleton">
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}
