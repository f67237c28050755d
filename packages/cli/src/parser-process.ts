import { serveParser } from "@dateline-search/core/corpus/serve-parser";

serveParser();
