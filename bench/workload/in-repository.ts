import { fileURLToPath } from "node:url";

/** A path relative to the root of the repository, wherever the benchmark was started. */
export function inRepository(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
