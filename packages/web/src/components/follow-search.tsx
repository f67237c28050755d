import { type CreatedAlert, DatelineClientError } from "@dateline-search/client";
import { useEffect, useState } from "preact/hooks";
import type { Api } from "../search/api.ts";
import { explainError } from "../search/explain-error.ts";
import { feedAddress, isBrowsing, type SearchState } from "../search/search-state.ts";
import { useRequest } from "../search/use-request.ts";

interface FollowProps {
  readonly api: Api;
  readonly apiUrl: string;
  readonly state: SearchState;
}

/** Offers a feed of the answer, announces it to browsers and their extensions, and offers alerts if the service has them. */
export function FollowSearch({ api, apiUrl, state }: FollowProps) {
  const href = feedAddress(apiUrl, state);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const link = document.createElement("link");
    Object.assign(link, {
      rel: "alternate",
      type: "application/rss+xml",
      title: state.query || "The latest articles",
      href,
    });
    document.head.append(link);
    return () => link.remove();
  }, [href, state.query]);
  return (
    <details class="follow" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Follow this search</summary>
      <a href={href} rel="alternate" type="application/rss+xml">
        As a feed
      </a>
      {isOpen && !isBrowsing(state) && <AlertOffer key={href} api={api} state={state} />}
    </details>
  );
}

type OfferProps = Omit<FollowProps, "apiUrl">;

/** Shows nothing if alerts are off or the visitor's key may not use them. */
function AlertOffer({ api, state }: OfferProps) {
  const { value } = useRequest({ key: "alerts", delayMs: 0, load: (signal) => api.hasAlerts(signal) });
  return value === true ? <AlertForm api={api} state={state} /> : null;
}

function AlertForm({ api, state }: OfferProps) {
  const [url, setUrl] = useState("");
  const [isSending, setSending] = useState(false);
  const [created, setCreated] = useState<CreatedAlert>();
  const [problem, setProblem] = useState<string>();
  const save = async () => {
    setSending(true);
    setProblem(undefined);
    try {
      setCreated(await api.createAlert(state, url));
    } catch (error) {
      if (!(error instanceof DatelineClientError)) throw error;
      setProblem(explainError(error));
    } finally {
      setSending(false);
    }
  };
  if (created !== undefined) return <Saved alert={created} query={state.query} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label>
        Or send new articles to a webhook
        <input
          type="url"
          required
          placeholder="https://desk.example/hook"
          value={url}
          onInput={(event) => setUrl(event.currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={isSending}>
        Save alert
      </button>
      {problem !== undefined && <p role="alert">{problem}</p>}
    </form>
  );
}

function Saved({ alert, query }: { readonly alert: CreatedAlert; readonly query: string }) {
  return (
    <p role="status">
      Saved as {alert.id}.{" "}
      {alert.query !== query.trim() && (
        <>
          Articles must contain the names in quotation marks: <bdi>{alert.query}</bdi>.{" "}
        </>
      )}
      Copy its secret now, it is shown only once: <code>{alert.secret}</code>
    </p>
  );
}
