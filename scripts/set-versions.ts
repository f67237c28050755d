/** Run by `npm version NUMBER`: copies the repository's new version to all packages. */
import { setVersions } from "./packages/versions.ts";

await setVersions();
