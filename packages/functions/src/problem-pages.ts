import type { ProblemCode } from "./problem.ts";

/** What a problem means and what to do about it. */
export interface ProblemPage {
  readonly meaning: string;
  readonly remedy: string;
}

const AGAIN = "Ask again after the time in Retry-After.";
const REPORT = "Report it to whoever runs the service, with the request id.";
const STORE_REMEDY =
  "Ask again after the time in Retry-After. Whoever runs the service finds the cause in its log.";
const BUILD_REMEDY = "Whoever runs the service has to build and publish the index again, or roll it back.";

/** Explanations of every code, from which docs/problems.md and the pages behind `type` are generated. */
export const PROBLEM_PAGES_BY_CODE: Readonly<Record<ProblemCode, ProblemPage>> = {
  "malformed-request": {
    meaning: "The body is not JSON in UTF-8, or a parameter that takes one value is given several times.",
    remedy: "Send one value for each parameter, and JSON as the body.",
  },
  "unknown-parameter": {
    meaning:
      "A parameter or field does not exist here. It is refused because ignoring it would answer another question.",
    remedy: "The detail lists the names that exist; look for a typing error.",
  },
  "key-missing": {
    meaning: "The service asks for an API key and the request has none.",
    remedy: "Send the key as X-Api-Key, or as a bearer token in Authorization.",
  },
  "key-unknown": {
    meaning: "The API key is none that the service knows; it may have been replaced.",
    remedy: "Ask whoever runs the service for a key.",
  },
  "key-not-allowed": {
    meaning: "The API key is known and was not made for this part of the service.",
    remedy: "Use a key with the scope that WWW-Authenticate names.",
  },
  "origin-not-allowed": {
    meaning:
      "A page of another origin called the tools for agents, which serve only origins that were named.",
    remedy: "Whoever runs the service can name the origin in DATELINE_CORS_ORIGINS.",
  },
  "not-found": {
    meaning: "There is nothing at this path.",
    remedy: "The paths are listed in /openapi.json.",
  },
  "article-missing": {
    meaning:
      "No article of the generation that answers has this id. It may have been removed from the index.",
    remedy: "Take the id from article.id of a hit, percent-encoded in the path.",
  },
  "alert-missing": {
    meaning: "No saved search has this id. It may have been deleted.",
    remedy: "GET /v1/alerts lists the ids that there are.",
  },
  "alert-exists": {
    meaning: "Another saved search has this id already. Nothing was changed.",
    remedy: "Choose another id, leave it out, or delete the other search first.",
  },
  "story-missing": {
    meaning:
      "No story of the generation that answers has or had this id. All of its articles may have been removed from the index, or none was published by the time that asOf names.",
    remedy: "Take the id from story.id of a hit, or from storyId of an alert.",
  },
  "method-not-allowed": {
    meaning: "The path exists and does not take this method.",
    remedy: "Use one of the methods in the header Allow.",
  },
  "cursor-expired": {
    meaning:
      "The cursor belongs to a generation of the index that is not kept any more, or that would have to be fetched again too soon, or to pages that another model has reranked, so the next page of that answer cannot be given.",
    remedy: "Search again without the cursor.",
  },
  "body-too-large": {
    meaning: "The body is longer than any request of this service needs to be.",
    remedy: "Shorten the query or its lists.",
  },
  "unsupported-media-type": {
    meaning: "The body is not declared as JSON, or is compressed.",
    remedy: "Send Content-Type: application/json and no Content-Encoding.",
  },
  "cursor-invalid": {
    meaning: "The cursor was not made by this service, or not for this query.",
    remedy: "Send nextCursor of an answer unchanged, with the same query and the same restrictions.",
  },
  "invalid-input": {
    meaning:
      "A value is not allowed: of another type, out of range, no date, or in contradiction to another.",
    remedy: "The detail gives the rule and the value.",
  },
  "rate-limited": {
    meaning:
      "More requests came from one address than one container of the service takes. Each container counts for itself.",
    remedy: AGAIN,
  },
  "not-ready": {
    meaning: "The index is still being opened, as after a start, or `dateline dev` is still building it.",
    remedy: AGAIN,
  },
  "index-missing": { meaning: "There is no index where the service looks for one.", remedy: BUILD_REMEDY },
  "index-corrupt": {
    meaning: "The index is damaged: the size or the sha256 of a file is not what its manifest says.",
    remedy: BUILD_REMEDY,
  },
  "index-format": {
    meaning: "The index was written in a format that this version of the service does not read.",
    remedy: BUILD_REMEDY,
  },
  "object-missing": { meaning: "A file of the index is missing in the store.", remedy: BUILD_REMEDY },
  "object-corrupt": {
    meaning: "A file of the index arrived damaged from the store.",
    remedy: STORE_REMEDY,
  },
  "disk-full": {
    meaning: "The service has no room left for the index.",
    remedy: "Whoever runs the service has to give it more temporary storage.",
  },
  "model-mismatch": {
    meaning: "The index was built with another model than the one that the service embeds queries with.",
    remedy: BUILD_REMEDY,
  },
  "model-missing": { meaning: "The model is not part of the service.", remedy: REPORT },
  "model-invalid": { meaning: "The files of the model are damaged.", remedy: REPORT },
  "model-unreachable": { meaning: "The model could not be fetched.", remedy: REPORT },
  "store-forbidden": {
    meaning: "The service may not read the store of the index.",
    remedy: "Whoever runs the service has to give its role the right to read the bucket.",
  },
  "store-throttled": { meaning: "The store of the index asks for fewer requests.", remedy: STORE_REMEDY },
  "store-unreachable": {
    meaning: "The store of the index does not answer, and no index is open yet.",
    remedy: STORE_REMEDY,
  },
  "write-conflict": { meaning: "Two writers met in the store of the index.", remedy: STORE_REMEDY },
  aborted: { meaning: "Opening the index was given up.", remedy: AGAIN },
  "invalid-article": {
    meaning: "A fault in the service: it met an article that it cannot read.",
    remedy: REPORT,
  },
  "publish-refused": {
    meaning: "A fault in the service: it was asked to answer as only a publication is.",
    remedy: REPORT,
  },
  "empty-corpus": { meaning: "A fault in the service: it met an index without articles.", remedy: REPORT },
  internal: {
    meaning: "A fault in the service. It keeps the details to itself and has written them into its log.",
    remedy: REPORT,
  },
};
