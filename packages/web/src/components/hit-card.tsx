import type { Hit, Story, StoryArticle } from "@dateline-search/client";
import { useState } from "preact/hooks";
import { excerptOf } from "../search/excerpt.ts";
import { formatAgo, formatTime } from "../search/format-date.ts";
import { safeImage, safeLink } from "../search/safe-link.ts";
import { storyAddress } from "./story-reader.tsx";

interface HitCardProps {
  readonly hit: Hit;
  /** Whether the hit answers a question. Without one, hits only match the filters. */
  readonly isAsked: boolean;
  /** Opens the article's text on this page. */
  readonly onRead: (hit: Hit) => void;
}

/** One ranked passage. Its title links to the sentence that answers. */
export function HitCard({ hit, isAsked, onRead }: HitCardProps) {
  const { article, highlight } = hit;
  const link = safeLink(highlight.link) ?? safeLink(article.url);
  return (
    <li class="hit" lang={article.language ?? undefined}>
      {article.image !== null && <Picture image={article.image} />}
      <h2 dir="auto">
        {link === undefined ? (
          <button type="button" class="title" title={article.title} onClick={() => onRead(hit)}>
            {article.title}
          </button>
        ) : (
          <a class="title" title={article.title} href={link} target="_blank" rel="noreferrer">
            {article.title}
          </a>
        )}
      </h2>
      <About article={article} />
      <p class="excerpt" dir="auto">
        <Excerpt hit={hit} isMarked={isAsked} />
      </p>
      <div class="more">
        {isAsked && <ScoreParts hit={hit} />}
        <button type="button" class="quiet" onClick={() => onRead(hit)}>
          Read in context<span class="hidden">: {article.title}</span>
        </button>
      </div>
      {hit.story !== null && <StoryGroup story={hit.story} />}
    </li>
  );
}

/**
 * A picture from the publisher's server, loaded without a referrer once it scrolls into view. A picture that fails
 * to load leaves no gap.
 */
function Picture({ image }: { readonly image: NonNullable<Hit["article"]["image"]> }) {
  const [isBroken, setBroken] = useState(false);
  const source = safeImage(image.url);
  if (source === undefined || isBroken) return null;
  return (
    <img
      class="picture"
      src={source}
      alt={image.alt ?? ""}
      width={120}
      height={90}
      loading="lazy"
      decoding="async"
      referrerpolicy="no-referrer"
      onError={() => setBroken(true)}
    />
  );
}

/** An article's source, place, section, author and time. */
export function About({ article }: { readonly article: Hit["article"] }) {
  const { source, place, section, author, publishedAt } = article;
  const facts = [place, section, author].filter((fact) => fact !== null);
  return (
    <p class="about">
      {source !== null && <bdi class="fact source">{source}</bdi>}
      {facts.map((fact) => (
        <bdi key={fact} class="fact">
          {fact}
        </bdi>
      ))}
      {publishedAt !== null && <Published at={publishedAt} />}
    </p>
  );
}

function Excerpt({ hit, isMarked }: { readonly hit: Hit; readonly isMarked: boolean }) {
  return excerptOf(hit).map(({ text, isSentence, isWord }, index) => {
    const shown = isWord ? <b>{text}</b> : text;
    return isSentence && isMarked ? <mark key={index}>{shown}</mark> : <span key={index}>{shown}</span>;
  });
}

const PARTS = [
  { part: "semantic", name: "Meaning", says: "how close the passage is to the question in meaning" },
  { part: "lexical", name: "Words", says: "how well its words match the question's" },
  { part: "recency", name: "Time", says: "how close it is to the time in the question" },
  { part: "reranker", name: "Reranker", says: "how well it answers, according to the reranker" },
] as const;

/** Why a passage matched: the parts of its score, as bars. */
function ScoreParts({ hit }: { readonly hit: Hit }) {
  return (
    <details class="why">
      <summary>
        Why this matched<span class="hidden">: {hit.article.title}</span>
      </summary>
      <dl>
        {PARTS.map(({ part, name, says }) => {
          const value = hit.parts[part];
          if (value === null) return null;
          return (
            <div key={part} title={says}>
              <dt>{name}</dt>
              <dd>
                <span class="track">
                  <span style={{ width: `${value * 100}%` }} />
                </span>
                {value.toFixed(2)}
              </dd>
            </div>
          );
        })}
      </dl>
      <p>
        Score {hit.score.toFixed(3)}. Parts run from 0 to 1 and compare the passages of this answer with each
        other.
      </p>
    </details>
  );
}

/** The other articles of the same story, earliest first. */
function StoryGroup({ story }: { readonly story: Story }) {
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

/** How long ago something was published, with the exact time as a tooltip. */
function Published({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} title={formatTime(at)}>
      {formatAgo(at, Date.now())}
    </time>
  );
}
