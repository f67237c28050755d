import { useCallback, useEffect, useRef } from "preact/hooks";

/**
 * Adds a history entry for an open dialog, so that Back closes the dialog and keeps the answer below it.
 *
 * @returns closes the dialog in other ways and removes the entry
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
    // The `popstate` event then closes the dialog.
    if (!isLeft.current) history.back();
  }, []);
}
