import { readDeploymentFiles } from "@dateline-search/cli/deployment-files";
import { packageVersion } from "../environment.ts";
import { EXAMPLE_ARTICLES } from "./example-articles.ts";

const IGNORED = ["node_modules/", ".dateline/", ".sst/", "build/", "sst-env.d.ts", ".env", ".env.*"];

/**
 * Files of a new project by path, with forward slashes: sample articles, and what `sst deploy` needs.
 *
 * @param name of its folder
 */
export async function projectFiles(name: string): Promise<ReadonlyMap<string, string>> {
  const { files, versions } = await readDeploymentFiles();
  return new Map([
    ["package.json", toJson(manifest(name, versions))],
    ["tsconfig.json", toJson({ extends: "./infra/tsconfig.json", include: ["sst.config.ts", "infra/*.ts"] })],
    [".gitignore", `${IGNORED.join("\n")}\n`],
    ...Object.entries(EXAMPLE_ARTICLES),
    ...Object.entries(files),
  ]);
}

function manifest(name: string, versions: Readonly<Record<string, string>>): object {
  return {
    name: packageName(name),
    private: true,
    type: "module",
    engines: { node: ">=20.19" },
    scripts: {
      build: "dateline build",
      search: "dateline search",
      dev: "dateline dev",
      "publish-index": "dateline publish",
      bundle: "dateline bundle",
      doctor: "dateline doctor",
      deploy: "sst deploy",
    },
    devDependencies: { "@dateline-search/cli": packageVersion(), ...versions },
    // The required install scripts. npm asks about all others.
    allowScripts: { esbuild: true, "hnswlib-node": true },
  };
}

/** npm allows lower case only, and no characters that need escaping in a URL. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "")
    .replace(/-+$/, "");
  return name === "" ? "news-search" : name;
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
