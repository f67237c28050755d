import { useEffect, useRef } from "preact/hooks";
import { daysOfPreset, PRESETS } from "../search/presets.ts";
import { isBrowsing, type Order, type SearchState } from "../search/search-state.ts";
import type { UpdateState } from "../search/use-search-state.ts";

/** The API rejects longer queries. */
const MAX_QUERY_CHARACTERS = 1_000;

interface SearchBoxProps {
  readonly state: SearchState;
  readonly update: UpdateState;
  readonly isLoading: boolean;
}

/** The question, and the order of its answer. */
export function SearchBox({ state, update, isLoading }: SearchBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  // Not on phones, where the on-screen keyboard would cover the page at once.
  useEffect(() => {
    if (matchMedia("(hover: hover)").matches) box.current?.focus();
  }, []);
  return (
    <header class={isLoading ? "top loading" : "top"}>
      <h1>
        <a href="./">Dateline</a>
      </h1>
      <search>
        <form onSubmit={(event) => event.preventDefault()}>
          <label class="hidden" for="question">
            Question
          </label>
          <input
            ref={box}
            id="question"
            type="search"
            placeholder="Ask a question, or give a few keywords"
            autocomplete="off"
            spellcheck={false}
            dir="auto"
            maxLength={MAX_QUERY_CHARACTERS}
            value={state.query}
            onInput={(event) => update({ query: event.currentTarget.value })}
          />
          <div class="order">
            <label>
              <span>Order</span>
              <select
                value={isBrowsing(state) && state.sort === "relevance" ? "date" : state.sort}
                onChange={(event) => update({ sort: event.currentTarget.value as Order })}
              >
                {!isBrowsing(state) && <option value="relevance">Best first</option>}
                <option value="date">Latest first</option>
                <option value="oldest">Oldest first</option>
              </select>
            </label>
            <Presets state={state} update={update} />
            <label>
              <input
                type="checkbox"
                checked={state.isGrouped}
                onChange={(event) => update({ isGrouped: event.currentTarget.checked })}
              />
              <span>Group stories</span>
            </label>
          </div>
        </form>
      </search>
    </header>
  );
}

/** Buttons for common time spans. Pressing one again removes the filter. */
function Presets({ state, update }: Pick<SearchBoxProps, "state" | "update">) {
  const now = new Date();
  return (
    <fieldset class="presets" aria-label="Published">
      {PRESETS.map((preset) => {
        const days = daysOfPreset(preset, now);
        const isChosen = days.from === state.from && days.to === state.to;
        return (
          <button
            key={preset}
            type="button"
            class="preset"
            aria-pressed={isChosen}
            onClick={() => update(isChosen ? { from: "", to: "" } : days)}
          >
            {preset}
          </button>
        );
      })}
    </fieldset>
  );
}
