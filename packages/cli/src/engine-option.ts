import { readFile } from "node:fs/promises";
import { DatelineError } from "@dateline-search/core/errors";
import { type EngineLocation, parseEngine } from "@dateline-search/core/opensearch/engine-location";
import { Option } from "commander";
import { environmentVariable } from "./environment.ts";

/** The flag of commands that can query a cluster instead of the local index. */
export interface EngineFlags {
  readonly engine?: string;
}

export function engineOption(does: string): Option {
  return new Option("--engine <location>", `opensearch=https://host:9200/name: ${does}`).env(
    "DATELINE_ENGINE",
  );
}

/**
 * Location of the cluster from the flag, the environment or the settings; `undefined` for none.
 *
 * @throws DatelineError `invalid-input`; its message contains no password
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

/**
 * Registry name of the model that a cluster's embeddings come from. @throws DatelineError when the cluster
 * cannot be queried
 */
export async function modelOfEngine(location: EngineLocation): Promise<string> {
  const { OpenSearchEngine } = await import("@dateline-search/core/opensearch/opensearch-engine");
  const engine = await OpenSearchEngine.open(location, { refreshMs: 0, checkManifest: () => {} });
  await engine.close();
  return engine.describe().model;
}
