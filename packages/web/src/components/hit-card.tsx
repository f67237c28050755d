import type { Hit } from "@dateline-search/client";
import { excerptOf } from "../search/excerpt.ts";
import { formatDay } from "../search/format-date.ts";
import { safeLink } from "../search/safe-link.ts";
import { ScoreParts } from "./score-parts.tsx";
import { StoryGroup } from "./story-group.tsx";

interface HitCardProps {
  readonly hit: Hit;
  /** Opens the article's text on this page. */
  readonly onRead: (hit: Hit) => void;
}

/** One ranked passage: the title leads to the sentence that answers. */
export function HitCard({ hit, onRead }: HitCardProps) {
  const { article, highlight } = hit;
  const link = safeLink(highlight.link) ?? safeLink(article.url);
  return (
    <li class="hit" lang={article.language ?? undefined}>
      <h2 dir="auto">
        {link === undefined ? (
          <button type="button" class="title" onClick={() => onRead(hit)}>
            {article.title}
          </button>
        ) : (
          <a class="title" href={link} target="_blank" rel="noreferrer">
            {article.title}
          </a>
        )}
      </h2>
      <About article={article} />
      <p class="excerpt" dir="auto">
        <Excerpt hit={hit} />
      </p>
      <div class="more">
        <ScoreParts hit={hit} />
        <button type="button" class="quiet" onClick={() => onRead(hit)}>
          Read in context<span class="hidden">: {article.title}</span>
        </button>
      </div>
      {hit.story !== null && <StoryGroup story={hit.story} />}
    </li>
  );
}

function About({ article }: { readonly article: Hit["article"] }) {
  const { source, place, section, author, publishedAt } = article;
  const facts = [source, place, section, author].filter((fact) => fact !== null);
  return (
    <p class="about">
      {facts.map((fact) => (
        <bdi key={fact} class="fact">
          {fact}
        </bdi>
      ))}
      {publishedAt !== null && <time dateTime={publishedAt}>{formatDay(publishedAt)}</time>}
    </p>
  );
}

function Excerpt({ hit }: { readonly hit: Hit }) {
  return excerptOf(hit).map(({ text, isSentence, isWord }, index) => {
    const shown = isWord ? <b>{text}</b> : text;
    return isSentence ? <mark key={index}>{shown}</mark> : <span key={index}>{shown}</span>;
  });
}
