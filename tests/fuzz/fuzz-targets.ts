import type { OpenTarget } from "./fuzz-target.ts";
import { openHttpTarget } from "./http-target.ts";
import { openIndexFileTarget } from "./index-file-target.ts";
import { openParserTarget } from "./parser-target.ts";
import { openCursorTarget, openQueryTarget } from "./query-target.ts";

/** What is fuzzed, and which share of all inputs each gets. */
export const FUZZ_TARGETS: Readonly<Record<string, { readonly open: OpenTarget; readonly share: number }>> = {
  parsers: { open: openParserTarget, share: 0.35 },
  cursors: { open: openCursorTarget, share: 0.25 },
  queries: { open: openQueryTarget, share: 0.15 },
  http: { open: openHttpTarget, share: 0.2 },
  "index-files": { open: openIndexFileTarget, share: 0.05 },
};
