import type { Story, StoryArticle } from "@dateline-search/client";
import { formatDay } from "../search/format-date.ts";
import { safeLink } from "../search/safe-link.ts";

/** The other articles that tell the same story, earliest first. */
export function StoryGroup({ story }: { readonly story: Story }) {
  const others = story.size - 1;
  const unlisted = others - story.others.length;
  return (
    <details class="story">
      <summary>
        {others} more {others === 1 ? "report" : "reports"} of this story
      </summary>
      <ul>
        {story.others.map((article) => (
          <li key={article.id}>
            <Report article={article} />
          </li>
        ))}
        {unlisted > 0 && <li>and {unlisted} more</li>}
      </ul>
    </details>
  );
}

function Report({ article: { title, source, url, publishedAt } }: { readonly article: StoryArticle }) {
  const link = safeLink(url);
  const about = [source, publishedAt === null ? null : formatDay(publishedAt)].filter(
    (fact) => fact !== null,
  );
  return (
    <>
      {link === undefined ? (
        <bdi>{title}</bdi>
      ) : (
        <a href={link} target="_blank" rel="noreferrer">
          <bdi>{title}</bdi>
        </a>
      )}
      {about.length > 0 && <bdi class="about">{about.join(", ")}</bdi>}
    </>
  );
}
