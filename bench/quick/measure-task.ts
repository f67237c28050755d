import { join } from "node:path";
import { openTransformersEmbedder } from "@dateline-search/core/adapters/model/transformers-embedder";
import { FileObjectStore } from "@dateline-search/core/adapters/object-store/file-object-store";
import { localSegmentFormat } from "@dateline-search/core/adapters/segment/local-segment-format";
import { openGeneration } from "@dateline-search/core/generation/open-generation";
import { buildIndex } from "@dateline-search/core/indexing/build-index";
import { DEFAULT_MODEL_NAME } from "@dateline-search/core/model/model-registry";
import type { Embedder } from "@dateline-search/core/ports/embedder";
import { parseQuery } from "@dateline-search/core/search/parse-query";
import { searchPassages } from "@dateline-search/core/search/search-passages";
import { serveTask } from "../process/run-measured.ts";

/** Everything that both trees measure with the same code. */
export interface QuickInput {
  readonly corpusFile: string;
  readonly indexFolder: string;
  readonly modelsFolder: string;
  readonly queries: readonly string[];
  /** Texts for the real model. */
  readonly texts: readonly string[];
}

/**
 * The figures that `bench:quick` compares. Smaller is better. Times are processor times, because on a busy machine,
 * wall-clock times vary by more than the differences of interest.
 */
export interface QuickFigures {
  readonly queryP50CpuMs: number;
  readonly buildCpuMs: number;
  readonly embedCpuMs: number;
  readonly openCpuMs: number;
  readonly bytes: number;
}

const DIMENSIONS = 384;
const DIRECTIONS = 1_024;

serveTask(async (input: QuickInput): Promise<QuickFigures> => {
  const embedder = fakeEmbedder();
  const built = await timed(() => build(input, embedder));
  const { manifest } = built.result;
  const opened = await timed(() =>
    openGeneration(input.indexFolder, { format: localSegmentFormat, verify: "size" }),
  );
  const generation = opened.result;
  const ask = (text: string) => searchPassages({ generation, embedder }, parseQuery({ text }));
  for (const text of input.queries) await ask(text);
  const queryMs: number[] = [];
  for (const text of input.queries) queryMs.push((await timed(() => ask(text))).cpuMs);
  generation.close();
  const files = manifest.segments.flatMap((segment) => Object.values(segment.files));
  return {
    queryP50CpuMs: queryMs.sort((a, b) => a - b)[Math.floor(queryMs.length / 2)] ?? 0,
    buildCpuMs: built.cpuMs,
    embedCpuMs: await embedWithModel(input),
    openCpuMs: opened.cpuMs,
    bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
});

async function build({ corpusFile, indexFolder }: QuickInput, embedder: Embedder) {
  return await buildIndex(
    {
      store: new FileObjectStore(indexFolder),
      embedder,
      format: localSegmentFormat,
      workFolder: join(indexFolder, "work"),
    },
    { corpusPath: corpusFile, targetTokens: 192, overlapTokens: 0, strict: false },
  );
}

async function embedWithModel({ modelsFolder, texts }: QuickInput): Promise<number> {
  const embedder = await openTransformersEmbedder({ modelsFolder, modelName: DEFAULT_MODEL_NAME });
  const { cpuMs } = await timed(() => embedder.embedPassages(texts));
  await embedder.close();
  return cpuMs;
}

/** A fake for the model, which would take most of the time. Returns a random embedding for each text. */
function fakeEmbedder(): Embedder {
  const directions = Array.from({ length: DIRECTIONS }, (_, index) => drawnDirection(index));
  const embed = (text: string) => {
    let hash = 17;
    for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) >>> 0;
    const [a, b] = [directions[hash % DIRECTIONS], directions[(hash >>> 16) % DIRECTIONS]];
    const sum = Float32Array.from({ length: DIMENSIONS }, (_, i) => (a?.[i] ?? 0) + 0.5 * (b?.[i] ?? 0));
    return normalised(sum);
  };
  return {
    modelName: "drawn",
    fingerprint: "0".repeat(64),
    dimensions: DIMENSIONS,
    maxTokens: 254,
    countTokens: (text) => Math.ceil(text.length / 5),
    languages: null,
    unknownShare: () => 0,
    calibration: null,
    embedPassages: async (texts) => texts.map(embed),
    poolsParts: false,
    embedWithParts: async () => [],
    embedQuery: async (text) => embed(text),
    close: async () => {},
  };
}

function drawnDirection(seed: number): Float32Array {
  let state = seed + 1;
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  return normalised(Float32Array.from({ length: DIMENSIONS }, draw));
}

function normalised(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

/** Not the one in ../process, because this file also runs in the other tree, whose folders may be older. */
async function timed<Result>(work: () => Promise<Result>) {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, cpuMs: (user + system) / 1_000 };
}
