import type { ClientErrorKind, DatelineClientError } from "@dateline-search/client";

const EXPLANATIONS: Readonly<Partial<Record<ClientErrorKind, string>>> = {
  network: "The search service cannot be reached. Check the connection and try again.",
  timeout: "The search service took too long to answer. Try again.",
  unavailable: "The search service cannot answer at the moment. Try again in a little while.",
  "rate-limited": "Too many searches in a short time. Wait a moment and try again.",
  "not-found": "The index has no such article any more. Search again.",
  unauthorized: "This index answers only to those who have a key.",
};

/** What went wrong, for a visitor. */
export function explainError({ kind, message, problem }: DatelineClientError): string {
  // The service's own text states its progress.
  if (problem?.code === "not-ready") return problem.detail;
  return EXPLANATIONS[kind] ?? problem?.detail ?? message;
}
