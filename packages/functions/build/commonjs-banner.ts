/** CommonJS packages inside an ES module ask for `require` and for the name of their folder. */
export const COMMONJS_BANNER = `import { createRequire as createRequireForBundle } from "node:module";
import { dirname as dirnameForBundle } from "node:path";
import { fileURLToPath as fileURLToPathForBundle } from "node:url";
const require = createRequireForBundle(import.meta.url);
const filenameOfBundle = fileURLToPathForBundle(import.meta.url);
const folderOfBundle = dirnameForBundle(filenameOfBundle);`;

/** Under names of the bundle's own: a module may declare the usual ones itself. */
export const COMMONJS_NAMES = { __filename: "filenameOfBundle", __dirname: "folderOfBundle" };
