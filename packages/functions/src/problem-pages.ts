import type { ProblemCode } from "./problem.ts";

/** What a problem means and what to do about it. */
export interface ProblemPage {
  readonly meaning: string;
  readonly remedy: string;
}

const AGAIN = "Retry after the time in Retry-After.";
const REPORT = "Report it to the operator of the service, with the request id.";
const STORE_REMEDY =
  "Retry after the time in Retry-After. The operator of the service finds the cause in its log.";
const BUILD_REMEDY = "The operator of the service must build and publish the index again, or roll it back.";

/** Explanations of every code, from which docs/problems.md and the pages behind `type` are generated. */
export const PROBLEM_PAGES_BY_CODE: Readonly<Record<ProblemCode, ProblemPage>> = {
  "malformed-request": {
    meaning: "The body is not JSON in UTF-8, or a single-valued parameter is given several times.",
    remedy: "Send one value for each parameter, and JSON as the body.",
  },
  "unknown-parameter": {
    meaning: "The request has an unknown parameter or field. Ignoring it would answer a different question.",
    remedy: "Check for a typo. The detail lists the valid names.",
  },
  "key-missing": {
    meaning: "The service requires an API key, and the request has none.",
    remedy: "Send the key as X-Api-Key, or as a bearer token in Authorization.",
  },
  "key-unknown": {
    meaning: "The service does not know this API key. It may have been replaced.",
    remedy: "Ask the operator of the service for a key.",
  },
  "key-not-allowed": {
    meaning: "The API key is valid, but lacks the scope for this part of the service.",
    remedy: "Use a key with the scope named in WWW-Authenticate.",
  },
  "origin-not-allowed": {
    meaning: "A page called the tools for agents from an origin that is not allowed.",
    remedy: "The operator of the service can allow the origin in DATELINE_CORS_ORIGINS.",
  },
  "not-found": {
    meaning: "There is nothing at this path.",
    remedy: "See the paths in /openapi.json.",
  },
  "article-missing": {
    meaning: "The current generation has no article with this id. It may have been removed from the index.",
    remedy: "Use the article.id of a hit, percent-encoded in the path.",
  },
  "alert-missing": {
    meaning: "No saved search has this id. It may have been deleted.",
    remedy: "List the existing ids with GET /v1/alerts.",
  },
  "alert-exists": {
    meaning: "Another saved search already has this id. Nothing was changed.",
    remedy: "Choose another id, omit it, or delete the other search first.",
  },
  "story-missing": {
    meaning:
      "The current generation has no story with this id, and none that had it before. All of its articles may have been removed from the index, or published after asOf.",
    remedy: "Use the story.id of a hit, or the storyId of an alert.",
  },
  "method-not-allowed": {
    meaning: "The path exists, but does not support this method.",
    remedy: "Use a method from the header Allow.",
  },
  "cursor-expired": {
    meaning:
      "The next page of this answer is no longer available. Its generation of the index was deleted or would have to be downloaded again too soon, or the reranker has changed.",
    remedy: "Search again without the cursor.",
  },
  "body-too-large": {
    meaning: "The body exceeds the size limit.",
    remedy: "Shorten the query or its lists.",
  },
  "unsupported-media-type": {
    meaning: "The body is not declared as JSON, or is compressed.",
    remedy: "Send Content-Type: application/json and no Content-Encoding.",
  },
  "cursor-invalid": {
    meaning: "The cursor is not from this service, or belongs to another query.",
    remedy: "Send the nextCursor of an answer unchanged, with the same query and filters.",
  },
  "invalid-input": {
    meaning:
      "A value is invalid: it has the wrong type, is out of range, is not a date, or contradicts another value.",
    remedy: "See the rule and the value in the detail.",
  },
  "rate-limited": {
    meaning: "Your address sent more requests than the rate limit allows. The limit is per container.",
    remedy: AGAIN,
  },
  "not-ready": {
    meaning: "The service is still opening the index after a start, or `dateline dev` is still building it.",
    remedy: AGAIN,
  },
  "index-missing": { meaning: "There is no index at the configured location.", remedy: BUILD_REMEDY },
  "index-corrupt": {
    meaning: "The index is damaged: the size or sha256 of a file differs from the manifest.",
    remedy: BUILD_REMEDY,
  },
  "index-format": {
    meaning: "This version of the service cannot read the format of the index.",
    remedy: BUILD_REMEDY,
  },
  "object-missing": { meaning: "A file of the index is missing from the store.", remedy: BUILD_REMEDY },
  "object-corrupt": {
    meaning: "A file of the index arrived damaged from the store.",
    remedy: STORE_REMEDY,
  },
  "disk-full": {
    meaning: "The service has no space left for the index, or for what this query must read of it.",
    remedy: "Use rarer words. The operator can give the service more temporary storage or memory.",
  },
  "model-mismatch": {
    meaning: "The index was built with a different model from the one that embeds queries.",
    remedy: BUILD_REMEDY,
  },
  "model-missing": { meaning: "The service's package lacks the model.", remedy: REPORT },
  "model-invalid": { meaning: "The model's files are damaged.", remedy: REPORT },
  "model-unreachable": { meaning: "The model could not be downloaded.", remedy: REPORT },
  "store-forbidden": {
    meaning: "The service has no permission to read the store of the index.",
    remedy: "The operator must allow the service's role to read the bucket.",
  },
  "store-throttled": { meaning: "The store of the index is throttling requests.", remedy: STORE_REMEDY },
  "store-unreachable": {
    meaning: "The store of the index is unreachable, and no index is open yet.",
    remedy: STORE_REMEDY,
  },
  "write-conflict": {
    meaning: "Two writers changed the store of the index at the same time.",
    remedy: STORE_REMEDY,
  },
  aborted: { meaning: "Opening the index was aborted.", remedy: AGAIN },
  "invalid-article": {
    meaning: "Internal error: the service found an article that it cannot read.",
    remedy: REPORT,
  },
  "publish-refused": {
    meaning: "Internal error: a publication was refused.",
    remedy: REPORT,
  },
  "empty-corpus": { meaning: "Internal error: the service found an index without articles.", remedy: REPORT },
  internal: {
    meaning: "Internal error. The details are only in the service's log.",
    remedy: REPORT,
  },
};
