import type { ClientErrorKind, DatelineClientError } from "@dateline-search/client";

const EXPLANATIONS: Readonly<Partial<Record<ClientErrorKind, string>>> = {
  network: "The search service cannot be reached. Check the connection and try again.",
  timeout: "The search service took too long to answer. Try again.",
  unavailable: "The search service cannot answer at the moment. Try again shortly.",
  "rate-limited": "Too many searches in a short time. Wait a moment and try again.",
  "not-found": "This article is no longer in the index. Search again.",
  unauthorized: "This index requires an API key.",
};

/** Explains an error to visitors. */
export function explainError({ kind, message, problem }: DatelineClientError): string {
  // The service's own text states its progress.
  if (problem?.code === "not-ready") return problem.detail;
  return EXPLANATIONS[kind] ?? problem?.detail ?? message;
}
