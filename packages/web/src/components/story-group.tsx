import type { Story, StoryArticle } from "@dateline-search/client";
import { safeLink } from "../search/safe-link.ts";
import { Published } from "./published.tsx";
import { storyAddress } from "./story-reader.tsx";

/** The other articles of the same story, earliest first. */
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
      <a href={storyAddress(story.id)}>
        Timeline<span class="hidden"> of the story: {story.lead.title}</span>
      </a>
    </details>
  );
}

function Report({ article: { title, source, url, publishedAt } }: { readonly article: StoryArticle }) {
  const link = safeLink(url);
  return (
    <>
      {link === undefined ? (
        <bdi>{title}</bdi>
      ) : (
        <a href={link} target="_blank" rel="noreferrer">
          <bdi>{title}</bdi>
        </a>
      )}
      <span class="about">
        {source !== null && <bdi class="source">{source}</bdi>}
        {source !== null && publishedAt !== null && ", "}
        {publishedAt !== null && <Published at={publishedAt} />}
      </span>
    </>
  );
}
