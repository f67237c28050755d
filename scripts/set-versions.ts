/** Run by `npm version NUMBER`: what that says of the repository becomes the version of all packages. */
import { setVersions } from "./packages/versions.ts";

await setVersions();
