import { serveEmbedder } from "@dateline-search/core/adapters/model/serve-embedder";

const [modelsFolder = "", modelName = ""] = process.argv.slice(2);
await serveEmbedder({ modelsFolder, modelName });
