import { fileURLToPath } from "node:url";

/** Resolves a path from the root of the repository, wherever the benchmark was started. */
export function inRepository(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
