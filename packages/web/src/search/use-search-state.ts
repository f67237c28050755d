import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { readState, type SearchState, writeState } from "./search-state.ts";

export type UpdateState = (change: Partial<SearchState>) => void;

/** A visitor who pauses longer than this between keystrokes gets a new history entry. */
const TYPING_PAUSE_MS = 2_000;

/**
 * The state in the page's address. Every filter and every question adds a history entry. The keystrokes of one
 * question share an entry.
 */
export function useSearchState(): readonly [SearchState, UpdateState] {
  const [state, setState] = useState(() => readState(location.search));
  const latest = useRef(state);
  const typedAt = useRef(Number.NEGATIVE_INFINITY);
  const show = useCallback((next: SearchState) => {
    latest.current = next;
    setState(next);
  }, []);
  useEffect(() => {
    const goBack = () => {
      typedAt.current = Number.NEGATIVE_INFINITY;
      show(readState(location.search));
    };
    addEventListener("popstate", goBack);
    return () => removeEventListener("popstate", goBack);
  }, [show]);
  const update = useCallback(
    (change: Partial<SearchState>) => {
      const next = { ...latest.current, ...change };
      const isTyping = "query" in change;
      const continues = isTyping && performance.now() - typedAt.current < TYPING_PAUSE_MS;
      const address = location.pathname + writeState(next);
      if (continues) history.replaceState(null, "", address);
      else if (address !== location.pathname + location.search) history.pushState(null, "", address);
      typedAt.current = isTyping ? performance.now() : Number.NEGATIVE_INFINITY;
      show(next);
    },
    [show],
  );
  return [state, update];
}
