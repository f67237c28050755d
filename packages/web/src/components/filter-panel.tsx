import type { Facets } from "../search/api.ts";
import {
  hasFilter,
  LIST_FIELDS,
  type ListField,
  NO_FILTER,
  type SearchState,
} from "../search/search-state.ts";
import type { UpdateState } from "../search/use-search-state.ts";
import { DateHistogram } from "./date-histogram.tsx";
import { FacetList } from "./facet-list.tsx";

interface FilterPanelProps {
  readonly state: SearchState;
  readonly facets: Facets | undefined;
  readonly update: UpdateState;
}

const TITLES: Readonly<Record<ListField, string>> = {
  source: "Source",
  section: "Section",
  tags: "Tag",
  place: "Place",
};

/** All filters. Collapsed where there is no room beside the hits. */
export function FilterPanel({ state, facets, update }: FilterPanelProps) {
  const isWide = matchMedia("(min-width: 56rem)").matches;
  return (
    <details class="filters" open={isWide || undefined}>
      <summary>
        Filters<span class="about">{hasFilter(state) ? "some are set" : ""}</span>
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
            title={TITLES[field]}
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
