import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Check, failed } from "./check.ts";

interface PackageManifest {
  readonly version?: string;
  readonly engines?: { readonly node?: string };
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * Checks that Node is new enough and that SST is the version the configuration was tested with.
 *
 * @param folder of the project, with its package.json
 * @param node such as "v20.19.0"
 */
export async function checkVersions(folder: string, node: string): Promise<Check[]> {
  const project = await readManifest(folder);
  const least = /\d+\.\d+(\.\d+)?/.exec(project?.engines?.node ?? "")?.[0];
  const pinned = project?.devDependencies?.["sst"];
  if (least === undefined || pinned === undefined) {
    const detail = `${join(folder, "package.json")} does not state versions of Node and sst`;
    return [failed("versions", detail, "run dateline doctor in the folder of sst.config.ts")];
  }
  const installed = (await readManifest(join(folder, "node_modules", "sst")))?.version;
  return [checkNode(node.replace(/^v/, ""), least), checkSst(installed, pinned)];
}

function checkNode(version: string, least: string): Check {
  const detail = `Node ${version}; ${least} or newer is required`;
  const isNewEnough = version.localeCompare(least, "en", { numeric: true }) >= 0;
  if (isNewEnough) return { name: "node", status: "ok", detail };
  return failed("node", detail, "install a newer Node: https://nodejs.org/en/download");
}

function checkSst(installed: string | undefined, pinned: string): Check {
  const detail = `sst ${installed ?? "is not installed"}; ${pinned} is required`;
  if (installed === pinned) return { name: "sst", status: "ok", detail };
  return failed("sst", detail, "run: npm ci");
}

async function readManifest(folder: string): Promise<PackageManifest | undefined> {
  const text = await readFile(join(folder, "package.json"), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as PackageManifest);
}
