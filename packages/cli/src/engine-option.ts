import { readFile } from "node:fs/promises";
import { DatelineError } from "@dateline-search/core/errors";
import { type EngineLocation, parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { Option } from "commander";
import { environmentVariable } from "./environment-variable.ts";

/** The flag of commands that can ask a cluster instead of the index in this process. */
export interface EngineFlags {
  readonly engine?: string;
}

export function engineOption(does: string): Option {
  return new Option("--engine <location>", `opensearch=https://host:9200/name: ${does}`).env(
    "DATELINE_ENGINE",
  );
}

/**
 * Where the cluster is that the flag, the environment or the settings name; `undefined` for none.
 *
 * @throws DatelineError `invalid-input`, which repeats no password
 */
export async function readEngine({ engine }: EngineFlags): Promise<EngineLocation | undefined> {
  if (engine === undefined || engine === "") return undefined;
  return parseEngine(engine, {
    username: environmentVariable("DATELINE_ENGINE_USER"),
    password: environmentVariable("DATELINE_ENGINE_PASSWORD"),
    ca: await readCertificates(environmentVariable("DATELINE_ENGINE_CA")),
  });
}

async function readCertificates(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new DatelineError("invalid-input", `Cannot read the certificates "${file}" (DATELINE_ENGINE_CA)`, {
      cause,
    });
  }
}

/** Registry name of the model whose embeddings a cluster holds. @throws DatelineError why it cannot be asked */
export async function modelOfEngine(location: EngineLocation): Promise<string> {
  const { OpenSearchEngine } = await import("@dateline-search/core/opensearch/opensearch-engine");
  const engine = await OpenSearchEngine.open(location, { refreshMs: 0, checkManifest: () => {} });
  await engine.close();
  return engine.describe().model;
}
