import type { FacetValue } from "../search/api.ts";
import { formatPeriod } from "../search/format-date.ts";
import { periodsOf } from "../search/months.ts";
import type { SearchState } from "../search/search-state.ts";

interface DateHistogramProps {
  readonly months: readonly FacetValue[];
  readonly state: Pick<SearchState, "from" | "to">;
  readonly onChoose: (range: Pick<SearchState, "from" | "to">) => void;
}

/** The number of articles per month. Clicking a bar filters by its month, or removes that filter. */
export function DateHistogram({ months, state, onChoose }: DateHistogramProps) {
  const periods = periodsOf(months);
  if (periods.length < 2) return null;
  const most = Math.max(...periods.map(({ count }) => count));
  const chosen = periods.findIndex(({ from, to }) => from === state.from && to === state.to);
  return (
    <div class="histogram">
      <fieldset class="bars" aria-label="Articles over time" onKeyDown={moveBetweenBars}>
        {periods.map(({ name, count, from, to }, index) => (
          <button
            type="button"
            key={name}
            class={isWithin({ from, to }, state) ? "bar" : "bar outside"}
            // One stop for Tab. The arrow keys move between bars.
            tabIndex={index === Math.max(0, chosen) ? 0 : -1}
            aria-pressed={index === chosen}
            aria-label={`${formatPeriod(name)}: ${count} ${count === 1 ? "article" : "articles"}`}
            title={`${formatPeriod(name)}: ${count}`}
            onClick={() => onChoose(index === chosen ? { from: "", to: "" } : { from, to })}
          >
            <span style={{ height: `${count === 0 ? 0 : Math.max(6, (count / most) * 100)}%` }} />
          </button>
        ))}
      </fieldset>
      <p class="ends" aria-hidden="true">
        <span>{formatPeriod(periods[0]?.name ?? "")}</span>
        <span>{formatPeriod(periods.at(-1)?.name ?? "")}</span>
      </p>
    </div>
  );
}

function isWithin(
  period: { readonly from: string; readonly to: string },
  { from, to }: Pick<SearchState, "from" | "to">,
) {
  return (from === "" || period.to >= from) && (to === "" || period.from <= to);
}

function moveBetweenBars(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const bars = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button")];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const current = bars.indexOf(document.activeElement as HTMLButtonElement);
  if (step === undefined || current === -1) return;
  event.preventDefault();
  bars[current + step]?.focus();
}
