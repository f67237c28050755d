import type { Hit } from "@dateline-search/client";
import { useEffect, useRef } from "preact/hooks";
import type { Api } from "../search/api.ts";
import { explainError } from "../search/explain-error.ts";
import { safeLink } from "../search/safe-link.ts";
import { useHistoryEntry } from "../search/use-history-entry.ts";
import { useRequest } from "../search/use-request.ts";
import { About } from "./hit-card.tsx";

interface ArticleReaderProps {
  readonly api: Api;
  readonly hit: Hit;
  readonly onClose: () => void;
}

/** The whole text of an article, scrolled to the sentence that answers. */
export function ArticleReader({ api, hit, onClose }: ArticleReaderProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const sentence = useRef<HTMLElement>(null);
  const { id, title, url } = hit.article;
  const link = safeLink(url);
  const { value, error } = useRequest({ key: id, delayMs: 0, load: (signal) => api.text(id, signal) });
  useEffect(() => dialog.current?.showModal(), []);
  const leave = useHistoryEntry(onClose);
  useEffect(() => {
    if (value !== undefined) sentence.current?.scrollIntoView({ block: "center" });
  }, [value]);
  return (
    <dialog
      ref={dialog}
      class="reader"
      aria-labelledby="reader-title"
      lang={hit.article.language ?? undefined}
      onClose={leave}
    >
      <header>
        <div>
          <h2 id="reader-title" dir="auto">
            {title}
          </h2>
          <About article={hit.article} />
          {link !== undefined && (
            <a href={link} target="_blank" rel="noreferrer">
              Open the original
            </a>
          )}
        </div>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {error !== undefined && <p role="alert">{explainError(error)}</p>}
      {value === undefined && error === undefined && <p aria-live="polite">Loading the article …</p>}
      {value !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll long texts
        <section class="text" dir="auto" tabIndex={0} aria-label="Text of the article">
          {value.slice(0, hit.highlight.start)}
          <mark ref={sentence}>{value.slice(hit.highlight.start, hit.highlight.end)}</mark>
          {value.slice(hit.highlight.end)}
        </section>
      )}
    </dialog>
  );
}
