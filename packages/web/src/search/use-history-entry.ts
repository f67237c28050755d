import { useCallback, useEffect, useRef } from "preact/hooks";

/**
 * Gives what is open an entry in the history, so that Back closes it and not the answer below it.
 *
 * @returns closes it otherwise, and gives the entry up
 */
export function useHistoryEntry(onClose: () => void): () => void {
  const isLeft = useRef(false);
  const newest = useRef(onClose);
  newest.current = onClose;
  useEffect(() => {
    history.pushState(null, "", location.href);
    const close = () => {
      isLeft.current = true;
      newest.current();
    };
    addEventListener("popstate", close);
    return () => removeEventListener("popstate", close);
  }, []);
  return useCallback(() => {
    // Going back closes it: one way out for all.
    if (!isLeft.current) history.back();
  }, []);
}
