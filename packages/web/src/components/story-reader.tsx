import type { StoryResult, TimelineReport } from "@dateline-search/client";
import { Fragment } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Api } from "../search/api.ts";
import { explainError } from "../search/explain-error.ts";
import { formatTime } from "../search/format-date.ts";
import { safeLink } from "../search/safe-link.ts";
import { useRequest } from "../search/use-request.ts";

const MARK = "#story=";

/** The hash that opens a story's timeline. In the page's address, it can be shared, and Back closes the timeline. */
export function storyAddress(id: string): string {
  return `${MARK}${encodeURIComponent(id)}`;
}

/** The story in the page's address. `close` goes back in the history if the story was opened on this page. */
export function useStoryInAddress(): readonly [story: string | undefined, close: () => void] {
  const [hash, setHash] = useState(() => location.hash);
  const isOpenedHere = useRef(false);
  useEffect(() => {
    const follow = () => {
      isOpenedHere.current = location.hash.startsWith(MARK);
      setHash(location.hash);
    };
    addEventListener("hashchange", follow);
    addEventListener("popstate", follow);
    return () => {
      removeEventListener("hashchange", follow);
      removeEventListener("popstate", follow);
    };
  }, []);
  const close = useCallback(() => {
    if (!location.hash.startsWith(MARK)) return;
    if (isOpenedHere.current) history.back();
    else {
      history.replaceState(null, "", location.pathname + location.search);
      setHash("");
    }
  }, []);
  return [storyIn(hash), close];
}

function storyIn(hash: string): string | undefined {
  if (!hash.startsWith(MARK)) return undefined;
  try {
    return decodeURIComponent(hash.slice(MARK.length));
  } catch {
    return undefined;
  }
}

interface StoryReaderProps {
  readonly api: Api;
  readonly id: string;
  readonly onClose: () => void;
}

/** A story from its first report to its latest. */
export function StoryReader({ api, id, onClose }: StoryReaderProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { value, error } = useRequest({ key: id, delayMs: 0, load: (signal) => api.story(id, signal) });
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="reader timeline" aria-labelledby="story-title" onClose={onClose}>
      <header>
        <h2 id="story-title" dir="auto">
          {value?.story.lead.title ?? "Story"}
        </h2>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {error !== undefined && <p role="alert">{explainError(error)}</p>}
      {value === undefined && error === undefined && <p aria-live="polite">Loading the story …</p>}
      {value !== undefined && <Timeline result={value} />}
    </dialog>
  );
}

function Timeline({ result: { story, reports } }: { readonly result: StoryResult }) {
  const unlisted = story.size - reports.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll long stories
    <section class="text" tabIndex={0} aria-label="Timeline of the story">
      <p class="about">
        {story.size} {story.size === 1 ? "report" : "reports"}
        {story.sources.map((source, index) => (
          <Fragment key={source}>
            {index === 0 ? " by " : ", "}
            <bdi>{source}</bdi>
          </Fragment>
        ))}
      </p>
      <ol class="reports">
        {reports.map((report) => (
          <li key={report.id}>
            <Report report={report} isLead={report.id === story.lead.id} />
          </li>
        ))}
        {unlisted > 0 && <li>and {unlisted} more</li>}
      </ol>
    </section>
  );
}

function Report({ report, isLead }: { readonly report: TimelineReport; readonly isLead: boolean }) {
  const { title, url, source, publishedAt, excerpt } = report;
  const link = safeLink(url);
  return (
    <article>
      <p class="about">
        {publishedAt !== null && <time dateTime={publishedAt}>{formatTime(publishedAt)}</time>}
        {source !== null && <bdi class="source">{source}</bdi>}
        {isLead && <strong>Lead</strong>}
      </p>
      <h3 dir="auto">
        {link === undefined ? (
          title
        ) : (
          <a href={link} target="_blank" rel="noreferrer">
            {title}
          </a>
        )}
      </h3>
      <p dir="auto">{excerpt}</p>
    </article>
  );
}
