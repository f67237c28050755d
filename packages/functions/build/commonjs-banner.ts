/** Defines `require` and the folder's name, which CommonJS packages inside an ES module need. */
export const COMMONJS_BANNER = `import { createRequire as createRequireForBundle } from "node:module";
import { dirname as dirnameForBundle } from "node:path";
import { fileURLToPath as fileURLToPathForBundle } from "node:url";
const require = createRequireForBundle(import.meta.url);
const filenameOfBundle = fileURLToPathForBundle(import.meta.url);
const folderOfBundle = dirnameForBundle(filenameOfBundle);`;

/** Unusual names, because a module may declare the usual ones itself. */
export const COMMONJS_NAMES = { __filename: "filenameOfBundle", __dirname: "folderOfBundle" };
