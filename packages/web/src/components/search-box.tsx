import { useEffect, useRef } from "preact/hooks";
import type { SearchState } from "../search/search-state.ts";
import type { UpdateState } from "../search/use-search-state.ts";

/** The API takes no longer query. */
const MAX_QUERY_CHARACTERS = 1_000;

interface SearchBoxProps {
  readonly state: SearchState;
  readonly update: UpdateState;
  readonly isLoading: boolean;
}

/** The question, and how its answer is ordered. */
export function SearchBox({ state, update, isLoading }: SearchBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => box.current?.focus(), []);
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
                value={state.sort}
                onChange={(event) =>
                  update({ sort: event.currentTarget.value === "date" ? "date" : "relevance" })
                }
              >
                <option value="relevance">Best first</option>
                <option value="date">Latest first</option>
              </select>
            </label>
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
