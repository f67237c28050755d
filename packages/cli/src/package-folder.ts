import { fileURLToPath } from "node:url";

/** Folder of this package, both from its sources and from its `dist`. */
export const PACKAGE_FOLDER = fileURLToPath(new URL("..", import.meta.url));
