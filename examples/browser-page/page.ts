import { createHttpClient, DatelineClientError, type Hit } from "@dateline-search/client";

const api = new URLSearchParams(location.search).get("api") ?? "http://localhost:4321";
const client = createHttpClient({ baseUrl: api });
let asked = new AbortController();

byId("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  asked.abort(); // The answer to an earlier question is not wanted any more.
  asked = new AbortController();
  try {
    const { hits } = await client.search(byId<HTMLInputElement>("question").value, { signal: asked.signal });
    byId("message").textContent = hits.length === 0 ? "Nothing found." : `${hits.length} found.`;
    byId("hits").replaceChildren(...hits.map(toItem));
  } catch (error) {
    if (!(error instanceof DatelineClientError)) throw error;
    if (error.kind !== "aborted") byId("message").textContent = error.message;
  }
});

/** Articles come from anywhere: their text is only ever text, and the link is made by the server. */
function toItem({ article, highlight }: Hit): HTMLLIElement {
  const title = document.createElement(highlight.link === null ? "b" : "a");
  if (highlight.link !== null) title.setAttribute("href", highlight.link);
  title.textContent = article.title;
  const item = document.createElement("li");
  item.append(title, `: ${highlight.text}`);
  return item;
}

function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
