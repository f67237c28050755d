import { useState } from "preact/hooks";
import type { Facets, FacetValue } from "../search/api.ts";
import { hasFilter, LIST_FIELDS, LIST_TITLES, NO_FILTER, type SearchState } from "../search/search-state.ts";
import type { UpdateState } from "../search/use-search-state.ts";
import { DateHistogram } from "./date-histogram.tsx";

interface FilterPanelProps {
  readonly state: SearchState;
  readonly facets: Facets | undefined;
  readonly update: UpdateState;
}

/** All filters, collapsed on narrow screens. */
export function FilterPanel({ state, facets, update }: FilterPanelProps) {
  const isWide = matchMedia("(min-width: 56rem)").matches;
  return (
    <details class="filters" open={isWide || undefined}>
      <summary>
        Filters<span class="about">{hasFilter(state) ? "active" : ""}</span>
      </summary>
      <form aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
        <fieldset>
          <legend>Published</legend>
          <DateHistogram months={facets?.month ?? []} state={state} onChoose={update} />
          <DateInput label="From" value={state.from} onChange={(from) => update({ from })} />
          <DateInput label="To" value={state.to} onChange={(to) => update({ to })} />
        </fieldset>
        {LIST_FIELDS.map((field) => (
          <FacetList
            key={field}
            title={LIST_TITLES[field]}
            values={facets?.[field] ?? []}
            chosen={state[field]}
            onChoose={(values) => update({ [field]: values })}
          />
        ))}
        {hasFilter(state) && (
          <button type="button" class="clear" onClick={() => update(NO_FILTER)}>
            Clear filters
          </button>
        )}
      </form>
    </details>
  );
}

interface DateInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function DateInput({ label, value, onChange }: DateInputProps) {
  return (
    <label class="date">
      <span>{label}</span>
      <input type="date" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}

const SHOWN = 6;

interface FacetListProps {
  readonly title: string;
  readonly values: readonly FacetValue[];
  readonly chosen: readonly string[];
  readonly onChoose: (values: readonly string[]) => void;
}

/** The values of a field with their counts. Visitors can choose several. */
function FacetList({ title, values, chosen, onChoose }: FacetListProps) {
  const [isWhole, setWhole] = useState(false);
  const rows = withChosen(values, chosen);
  if (rows.length === 0) return null;
  const isChosen = (value: string) => chosen.some((other) => isSame(other, value));
  const toggle = (value: string) =>
    onChoose(isChosen(value) ? chosen.filter((other) => !isSame(other, value)) : [...chosen, value]);
  const shown = isWhole ? rows : rows.filter(({ value }, index) => index < SHOWN || isChosen(value));
  return (
    <fieldset>
      <legend>{title}</legend>
      {shown.map(({ value, count }) => (
        <label key={value} class="choice">
          <input type="checkbox" checked={isChosen(value)} onChange={() => toggle(value)} />
          <bdi class="value">{value}</bdi>
          <span class="count">{count.toLocaleString()}</span>
        </label>
      ))}
      {rows.length > SHOWN && (
        <button type="button" class="quiet" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Show fewer" : `Show all ${rows.length}`}
          <span class="hidden"> of {title}</span>
        </button>
      )}
    </fieldset>
  );
}

/** Keeps chosen values visible even if the answer lacks them, so that visitors can remove them. */
function withChosen(values: readonly FacetValue[], chosen: readonly string[]): readonly FacetValue[] {
  const absent = chosen.filter((value) => !values.some((other) => isSame(other.value, value)));
  return [...values, ...absent.map((value) => ({ value, count: 0 }))];
}

/** Compares as the filters do. */
function isSame(a: string, b: string): boolean {
  return a.normalize("NFC").toLowerCase() === b.normalize("NFC").toLowerCase();
}
