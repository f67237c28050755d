// Runs the parser from the sources. A package replaces this file with the compiled parser.
import { register } from "tsx/esm/api";

register();
await import("./parser-process.ts");
