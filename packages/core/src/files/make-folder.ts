import { mkdir } from "node:fs/promises";
import { fileError } from "./file-error.ts";

/**
 * Creates a folder and its parents.
 *
 * @throws DatelineError `store-forbidden`, `disk-full` or `invalid-input` that names the folder
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw fileError("make", path, error, "folder");
  }
}
