// What commands fork to embed with every processor: see open-caching-embedder.ts.
import { register } from "tsx/esm/api";

register();
const { serveEmbedder } = await import("@dateline-search/core/adapters/model/serve-embedder");
const [modelsFolder, modelName] = process.argv.slice(2);
await serveEmbedder({ modelsFolder, modelName });
