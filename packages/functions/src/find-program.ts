import { existsSync } from "node:fs";

/**
 * Finds a module that runs in a thread of its own. It lies beside this one: as `.mjs` in the package of a function and
 * among the sources, as `.js` in an installed package.
 */
export function findProgram(name: string): URL {
  const module = new URL(`./${name}.mjs`, import.meta.url);
  return existsSync(module) ? module : new URL(`./${name}.js`, import.meta.url);
}
