// The parser of a function that runs from the sources; a package has the compiled one in its place.
import { register } from "tsx/esm/api";

register();
await import("./parser-thread.ts");
