import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Imports a module of the command: from `dist` in an installed package, which has nothing else; from the sources in a
 * clone, as tsx compiles them, since Node 20 cannot run TypeScript by itself.
 */
export async function load(name) {
  const source = new URL(`../src/${name}.ts`, import.meta.url);
  if (!existsSync(source)) return await import(`../dist/${name}.js`);
  const { register } = await import("tsx/esm/api");
  register({ tsconfig: fileURLToPath(new URL("../../../tsconfig.json", import.meta.url)) });
  return await import(source.href);
}
