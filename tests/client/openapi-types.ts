/** Made from docs/openapi.json by `npm run docs:api`. */

export interface Schemas {
SearchResult: SearchResult
SparseSearchResult: SparseSearchResult
SearchesResult: SearchesResult
FailedSearch: FailedSearch
ArticleResult: ArticleResult
SimilarResult: SimilarResult
SimilarTextResult: SimilarTextResult
FacetsResult: FacetsResult
GenerationStatus: GenerationStatus
Health: Health
Problem: Problem
Facet: Facet
Hit: Hit
SparseHit: SparseHit
Story: Story
StoryArticle: StoryArticle
Span: Span
}
/**
 * A ranked answer.
 */
export interface SearchResult {
/**
 * Id of the generation of the index that answered.
 */
generation: string
query: string
tookMs: number
/**
 * Whether the embedding of every passage that the filter allows was compared with the query's.
 */
exact: boolean
/**
 * How the nearest embeddings were found, one for each segment of the index; none when nothing was asked.
 */
plan: ("exact-scan" | "hnsw" | "hnsw-filtered")[]
/**
 * What the query was understood to say of time: first and last day, the words, and how many articles that the filter allows were published then. With 0 the answer is of other times.
 */
timeFrame: ({
from: string
to: string
text: string
articles: number
} | null)
/**
 * The model that read query and passage together, and how many of the best passages it read; null when none did.
 */
reranked: ({
model: string
passages: number
} | null)
/**
 * What the query was understood by. "words": the model of the index does not know its language, so its words alone found and ranked what is here.
 */
understood: ("meaning" | "words")
/**
 * The chance that the best hit answers; null for a model that was not calibrated.
 */
confidence: (number | null)
/**
 * How many passages were considered.
 */
candidates: number
/**
 * How many hits there are to page through: those that pass the floor.
 */
total: number
hits: Hit[]
/**
 * The articles of all pages, by the fields that were asked for; null when none was.
 */
facets: ({
source?: Facet
section?: Facet
place?: Facet
month?: Facet
} | null)
/**
 * What came nearest when nothing passes the floor, three at most; none of it answers.
 */
nearest: Hit[]
/**
 * For the next page; null on the last.
 */
nextCursor: (string | null)
}
/**
 * One ranked passage.
 */
export interface Hit {
/**
 * From 1, over all pages.
 */
rank: number
/**
 * Larger is better; comparable only within one answer.
 */
score: number
parts: {
semantic: number
lexical: number
/**
 * The cosine similarity to the query that semantic was made of; the same in every answer.
 */
similarity: number
/**
 * Share of what the query's words tell, by their rarity, that the passage or its headline has.
 */
coverage: number
/**
 * null when time does not count.
 */
recency: (number | null)
/**
 * Of a model that read query and passage together; null for hits that it did not read.
 */
reranker: (number | null)
}
passage: {
id: string
text: string
start: number
end: number
}
article: {
id: string
title: string
url: (string | null)
/**
 * Who published it.
 */
source: (string | null)
author: (string | null)
section: (string | null)
/**
 * Place of the dateline.
 */
place: (string | null)
/**
 * BCP 47 tag.
 */
language: (string | null)
/**
 * YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ.
 */
publishedAt: (string | null)
/**
 * YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ.
 */
updatedAt: (string | null)
}
/**
 * The sentence of the passage that answers best.
 */
highlight: {
text: string
start: number
end: number
/**
 * The words of the sentence that the query has too, in this or another form.
 */
words: Span[]
/**
 * The article's URL; browsers scroll to the sentence.
 */
link: (string | null)
}
/**
 * Articles that report the same event; null when no other does.
 */
story: (Story | null)
}
/**
 * A half-open range of UTF-16 offsets into the text of the article.
 */
export interface Span {
start: number
end: number
}
/**
 * What several articles tell.
 */
export interface Story {
id: string
/**
 * How many articles, the hit's own included.
 */
size: number
/**
 * YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ.
 */
firstSeenAt: (string | null)
/**
 * YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ.
 */
latestAt: (string | null)
/**
 * The articles beside the hit's own, earliest first; ten at most.
 */
others: StoryArticle[]
}
export interface StoryArticle {
id: string
title: string
source: (string | null)
url: (string | null)
/**
 * YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ.
 */
publishedAt: (string | null)
}
/**
 * Most articles first; months (YYYY-MM) in the order of time.
 */
export interface Facet {
values: {
value: string
count: number
}[]
/**
 * Articles that have none.
 */
missing: number
/**
 * Articles that have a value which is not listed.
 */
others: number
}
/**
 * An answer to a search that asked for some fields of its hits.
 */
export interface SparseSearchResult {
/**
 * Id of the generation of the index that answered.
 */
generation: string
query: string
tookMs: number
/**
 * Whether the embedding of every passage that the filter allows was compared with the query's.
 */
exact: boolean
/**
 * How the nearest embeddings were found, one for each segment of the index; none when nothing was asked.
 */
plan: ("exact-scan" | "hnsw" | "hnsw-filtered")[]
/**
 * What the query was understood to say of time: first and last day, the words, and how many articles that the filter allows were published then. With 0 the answer is of other times.
 */
timeFrame: ({
from: string
to: string
text: string
articles: number
} | null)
/**
 * The model that read query and passage together, and how many of the best passages it read; null when none did.
 */
reranked: ({
model: string
passages: number
} | null)
/**
 * What the query was understood by. "words": the model of the index does not know its language, so its words alone found and ranked what is here.
 */
understood: ("meaning" | "words")
/**
 * The chance that the best hit answers; null for a model that was not calibrated.
 */
confidence: (number | null)
/**
 * How many passages were considered.
 */
candidates: number
/**
 * How many hits there are to page through: those that pass the floor.
 */
total: number
hits: SparseHit[]
/**
 * The articles of all pages, by the fields that were asked for; null when none was.
 */
facets: ({
source?: Facet
section?: Facet
place?: Facet
month?: Facet
} | null)
nearest: SparseHit[]
/**
 * For the next page; null on the last.
 */
nextCursor: (string | null)
}
/**
 * The fields of a hit that were asked for.
 */
export interface SparseHit {
/**
 * From 1, over all pages.
 */
rank?: number
/**
 * Larger is better; comparable only within one answer.
 */
score?: number
parts?: {
semantic?: number
lexical?: number
/**
 * The cosine similarity to the query that semantic was made of; the same in every answer.
 */
similarity?: number
/**
 * Share of what the query's words tell, by their rarity, that the passage or its headline has.
 */
coverage?: number
/**
 * null when time does not count.
 */
recency?: (number | null)
/**
 * Of a model that read query and passage together; null for hits that it did not read.
 */
reranker?: (number | null)
}
passage?: {
id?: string
text?: string
start?: number
end?: number
}
article?: {
id?: string
title?: string
url?: (string | null)
/**
 * Who published it.
 */
source?: (string | null)
author?: (string | null)
section?: (string | null)
/**
 * Place of the dateline.
 */
place?: (string | null)
/**
 * BCP 47 tag.
 */
language?: (string | null)
/**
 * YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ.
 */
publishedAt?: (string | null)
/**
 * YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ.
 */
updatedAt?: (string | null)
}
highlight?: {
text?: string
start?: number
end?: number
/**
 * The words of the sentence that the query has too, in this or another form.
 */
words?: Span[]
/**
 * The article's URL; browsers scroll to the sentence.
 */
link?: (string | null)
}
/**
 * Articles that report the same event; null when no other does.
 */
story?: (Story | null)
}
export interface SearchesResult {
/**
 * An answer or a problem for each search, in their order.
 */
results: (SearchResult | SparseSearchResult | FailedSearch)[]
}
/**
 * A search that could not be answered, and why.
 */
export interface FailedSearch {
problem: Problem
}
export interface Problem {
/**
 * The page that explains this problem.
 */
type: string
/**
 * The phrase of the status.
 */
title: string
status: number
/**
 * What is wrong with this request.
 */
detail: string
/**
 * Which problem it is, for programs.
 */
code: string
/**
 * To find the request in the log of the service.
 */
requestId: string
}
/**
 * A whole article, and where its passages lie in its text.
 */
export interface ArticleResult {
/**
 * Id of the generation of the index that answered.
 */
generation: string
article: {
id: string
title: string
/**
 * Whether the title was cut out of the text.
 */
titleDerived: boolean
/**
 * Plain text, paragraphs separated by a blank line.
 */
text: string
url: (string | null)
/**
 * Who published it.
 */
source: (string | null)
author: (string | null)
section: (string | null)
/**
 * Place of the dateline.
 */
place: (string | null)
/**
 * News agency of the dateline.
 */
agency: (string | null)
/**
 * BCP 47 tag.
 */
language: (string | null)
/**
 * YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ.
 */
publishedAt: (string | null)
/**
 * YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ.
 */
updatedAt: (string | null)
}
/**
 * In the order of the text.
 */
passages: {
id: string
start: number
end: number
}[]
}
/**
 * The articles nearest in meaning to one, each by its best passage.
 */
export interface SimilarResult {
/**
 * Id of the generation of the index that answered.
 */
generation: string
articleId: string
tookMs: number
/**
 * Whether the embedding of every passage that the filter allows was compared with the query's.
 */
exact: boolean
/**
 * How the nearest embeddings were found, one for each segment of the index; none when nothing was asked.
 */
plan: ("exact-scan" | "hnsw" | "hnsw-filtered")[]
/**
 * What the query was understood by. "words": the model of the index does not know its language, so its words alone found and ranked what is here.
 */
understood: ("meaning" | "words")
/**
 * The chance that the best hit answers; null for a model that was not calibrated.
 */
confidence: (number | null)
/**
 * How many passages were considered.
 */
candidates: number
/**
 * How many hits there are to page through: those that pass the floor.
 */
total: number
hits: Hit[]
/**
 * What came nearest when nothing passes the floor, three at most; none of it answers.
 */
nearest: Hit[]
}
/**
 * The articles nearest in meaning to a text, each by its best passage.
 */
export interface SimilarTextResult {
/**
 * Id of the generation of the index that answered.
 */
generation: string
tookMs: number
/**
 * Into how many passages the text was split.
 */
passages: number
/**
 * Whether the embedding of every passage that the filter allows was compared with the query's.
 */
exact: boolean
/**
 * How the nearest embeddings were found, one for each segment of the index; none when nothing was asked.
 */
plan: ("exact-scan" | "hnsw" | "hnsw-filtered")[]
/**
 * What the query was understood by. "words": the model of the index does not know its language, so its words alone found and ranked what is here.
 */
understood: ("meaning" | "words")
/**
 * The chance that the best hit answers; null for a model that was not calibrated.
 */
confidence: (number | null)
/**
 * How many passages were considered.
 */
candidates: number
/**
 * How many hits there are to page through: those that pass the floor.
 */
total: number
hits: Hit[]
/**
 * What came nearest when nothing passes the floor, three at most; none of it answers.
 */
nearest: Hit[]
}
export interface FacetsResult {
/**
 * Id of the generation of the index that answered.
 */
generation: string
query: (string | null)
tookMs: number
/**
 * How many articles were counted: those that paging through the answer would show.
 */
total: number
facets: {
source: Facet
section: Facet
place: Facet
month: Facet
}
}
export interface GenerationStatus {
/**
 * Id of the generation that answers queries.
 */
generation: string
/**
 * When it became the latest.
 */
publishedAt: string
/**
 * Milliseconds since then.
 */
ageMs: number
/**
 * When the store last confirmed that it is the latest.
 */
checkedAt: string
/**
 * Code of the error that the last look for a newer generation ended with.
 */
refreshError: (string | null)
model: string
articles: number
passages: number
}
export interface Health {
status: "ok"
}
