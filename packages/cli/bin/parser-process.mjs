// The process in which commands parse what they read: see corpus-reading.ts.
import { load } from "./load.mjs";

await load("parser-process");
