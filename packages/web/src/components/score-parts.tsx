import type { Hit } from "@dateline-search/client";

const PARTS = [
  { part: "semantic", name: "Meaning", says: "how near the passage is to the question in meaning" },
  { part: "lexical", name: "Words", says: "how much of the question's wording it has" },
  { part: "recency", name: "Time", says: "how near it is to the time asked for" },
  { part: "reranker", name: "Reading", says: "how well it answers, read together with the question" },
] as const;

/** Why a passage matched: the parts of its score, as bars. */
export function ScoreParts({ hit }: { readonly hit: Hit }) {
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
