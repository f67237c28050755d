import { fileURLToPath } from "node:url";

/** Folder of this package, from its sources and from its `dist` alike. */
export const PACKAGE_FOLDER = fileURLToPath(new URL("..", import.meta.url));
