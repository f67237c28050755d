import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "../errors.ts";
import { hashFile } from "../files/hash-file.ts";
import { type GenerationObject, manifestKey } from "./generation-objects.ts";
import { LATEST_KEY, parsePointer } from "./latest-pointer.ts";
import { type Manifest, parseManifest } from "./manifest.ts";

/** A generation in a folder laid out like the object store. */
export interface LocalGeneration {
  readonly id: string;
  readonly manifest: Manifest;
}

/**
 * Reads the manifest of a generation, by default of the one that `latest.json` names.
 *
 * @throws DatelineError `index-missing`, `index-format` or `index-corrupt`
 */
export async function readLocalGeneration(folder: string, id?: string): Promise<LocalGeneration> {
  const wanted = id ?? (await readLatestId(folder));
  return { id: wanted, manifest: parseManifest(await readManifest(folder, wanted), wanted) };
}

/**
 * Compares files with the manifest.
 *
 * @param verify `sha256` hashes every file; `size` only compares lengths
 * @throws DatelineError `index-corrupt` for the first file that is missing or differs
 */
export async function verifyObjects(
  folder: string,
  objects: readonly GenerationObject[],
  verify: "sha256" | "size",
): Promise<void> {
  for (const { key, digest: expected } of objects) {
    const path = join(folder, key);
    const sizeBytes = existsSync(path) ? (await stat(path)).size : undefined;
    if (sizeBytes !== expected.sizeBytes) {
      const found = sizeBytes === undefined ? "is missing" : `has ${sizeBytes}`;
      throw damaged(path, `it should have ${expected.sizeBytes} bytes but ${found}`);
    }
    if (verify === "size") continue;
    const { sha256 } = await hashFile(path);
    if (sha256 !== expected.sha256) {
      throw damaged(path, `its sha256 is ${sha256}, but the manifest says ${expected.sha256}`);
    }
  }
}

function damaged(path: string, reason: string): DatelineError {
  return new DatelineError("index-corrupt", `Cannot open "${path}": ${reason}; build the index again`);
}

async function readLatestId(folder: string): Promise<string> {
  const path = join(folder, LATEST_KEY);
  if (!existsSync(path)) {
    throw new DatelineError(
      "index-missing",
      `Cannot open the index in "${folder}": there is no ${LATEST_KEY}; run "dateline build" first`,
    );
  }
  return parsePointer(await readFile(path, "utf8"), path).generation;
}

async function readManifest(folder: string, id: string): Promise<string> {
  try {
    return await readFile(join(folder, manifestKey(id)), "utf8");
  } catch (cause) {
    throw new DatelineError(
      "index-corrupt",
      `Cannot open generation ${id} in "${folder}": its manifest is missing`,
      { cause },
    );
  }
}
