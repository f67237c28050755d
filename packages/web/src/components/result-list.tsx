import type { Hit, SearchResult } from "@dateline-search/client";
import { formatDay } from "../search/format-date.ts";
import { HitCard } from "./hit-card.tsx";

interface ResultListProps {
  readonly result: SearchResult;
  readonly isStale: boolean;
  readonly onRead: (hit: Hit) => void;
  /** `undefined` when there are no more hits. */
  readonly onMore: (() => void) | undefined;
}

function describeOrder({ plan }: SearchResult, { articles }: NonNullable<SearchResult["timeFrame"]>): string {
  // A question about the news in general is answered with all articles of its time.
  if (plan.length === 0) return ". These are the articles from then.";
  if (articles === 0) return ". Nothing here is from then: these are of other times.";
  return "; what is near to that comes first.";
}

/** The ranked answer. */
export function ResultList({ result, isStale, onRead, onMore }: ResultListProps) {
  return (
    <div class={isStale ? "results stale" : "results"} aria-busy={isStale}>
      {result.understood === "words" && <FoundByWords />}
      {result.timeFrame !== null && (
        <p class="frame">
          “{result.timeFrame.text}” was understood as {formatDay(result.timeFrame.from)} to{" "}
          {formatDay(result.timeFrame.to)}
          {describeOrder(result, result.timeFrame)}
        </p>
      )}
      <ol class="hits">
        {result.hits.map((hit) => (
          <HitCard key={hit.passage.id} hit={hit} isAsked={result.plan.length > 0} onRead={onRead} />
        ))}
      </ol>
      {onMore !== undefined && (
        <button type="button" class="show-more" onClick={onMore}>
          Show more
        </button>
      )}
    </div>
  );
}

/** The model of the index does not know the language of the question. */
export function FoundByWords() {
  return (
    <p class="frame">
      Only the words of the question were looked for: the model of this index does not know its language.
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
