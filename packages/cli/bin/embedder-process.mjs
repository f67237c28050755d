// What commands fork to embed with every processor: see open-caching-embedder.ts.
import { load } from "./load.mjs";

await load("embedder-process");
