import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { cachedTool, TOOL_CACHE } from "./tool-cache.ts";

/** The version of Java that OpenSearch 3 needs at least. */
const LEAST_JAVA = 21;
const INSTALL_TIMEOUT_MS = 15 * 60_000;

/** A file of Maven Central, and where it belongs in the server's folder. */
export interface ServerPart {
  readonly group: string;
  readonly name: string;
  readonly version: string;
  readonly type: "zip" | "jar";
  readonly sha256: string;
  /** An archive is unpacked there. */
  readonly into: string;
}

/** A server with its plugins, made of parts. */
export interface ServerPackage {
  /** Name of its folder in the cache. */
  readonly folder: string;
  readonly megabytes: number;
  /** The first is the server itself. */
  readonly parts: readonly ServerPart[];
  /** Makes of the parts what they need to work together. */
  readonly complete?: (server: string) => Promise<void>;
}

/** The server with all its modules, and the plugin that searches vectors. */
const SEARCH_SERVER: ServerPackage = {
  folder: "opensearch-3.6.0",
  megabytes: 170,
  parts: [
    {
      group: "org.opensearch.distribution.integ-test-zip",
      name: "opensearch",
      version: "3.6.0",
      type: "zip",
      sha256: "a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286",
      into: ".",
    },
    {
      group: "org.opensearch.plugin",
      name: "opensearch-knn",
      version: "3.6.0.0",
      type: "zip",
      sha256: "ac392ca28a39b3bf290648a422ef30cb149dda2963a9d7feb26060e932341c9a",
      into: "plugins/opensearch-knn",
    },
  ],
};

const run = promisify(execFile);

export interface OpenSearchInstallation {
  /** Folder of the server, which only reads it. */
  readonly folder: string;
  readonly javaHome: string;
}

/**
 * Finds the pinned server in the repository's cache or downloads it there with Maven, which knows the user's mirrors and
 * proxies.
 *
 * @throws Error that says what to do when Java or Maven is missing
 */
export async function installOpenSearch(
  wanted: ServerPackage = SEARCH_SERVER,
): Promise<OpenSearchInstallation> {
  const javaHome = await findJava();
  const marker = markerText(wanted);
  const installed = await cachedTool({
    name: wanted.folder,
    path: join(wanted.folder, "installed"),
    isPinned: async (path) => (await readFile(path, "utf8").catch(() => "")) === marker,
    install: async (path) => await download(wanted, path),
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
  return { folder: join(installed, ".."), javaHome };
}

/** Written last, so that a half-unpacked server is not taken for one. */
function markerText({ parts }: ServerPackage): string {
  return `${parts.map(({ sha256 }) => sha256).join(" ")}\n`;
}

async function download(wanted: ServerPackage, marker: string): Promise<void> {
  console.log(`Downloading ${wanted.folder} (${wanted.megabytes} MB) once ...`);
  const started = Date.now();
  const scratch = await mkdtemp(join(TOOL_CACHE, "opensearch-"));
  try {
    await fetchParts(wanted.parts, scratch);
    const [{ version }] = wanted.parts as [ServerPart];
    const server = join(scratch, `opensearch-${version}`);
    for (const part of wanted.parts) await place(part, scratch, server);
    await wanted.complete?.(server);
    // Python's unzip leaves out who may execute a file.
    for (const program of await readdir(join(server, "bin")))
      await chmod(join(server, "bin", program), 0o755);
    const target = join(marker, "..");
    await rm(target, { recursive: true, force: true });
    await rename(server, target);
    await writeFile(marker, markerText(wanted));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  console.log(`Installed ${wanted.folder} in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Verifies a part and puts it into the server's folder, which the archive of the server itself has in it. */
async function place(part: ServerPart, scratch: string, server: string): Promise<void> {
  const file = `${part.name}-${part.version}.${part.type}`;
  const found = await sha256Of(join(scratch, file));
  if (found !== part.sha256)
    throw new Error(`Cannot use ${file}: its sha256 is ${found}, not ${part.sha256}`);
  const into = join(server, part.into);
  if (part.into === ".") return await unzip(join(scratch, file), scratch);
  await mkdir(into, { recursive: true });
  if (part.type === "zip") return await unzip(join(scratch, file), into);
  await rename(join(scratch, file), join(into, file));
}

/** One run of Maven for all of them, since each takes seconds to start. */
async function fetchParts(parts: readonly ServerPart[], folder: string): Promise<void> {
  await run("mvn", ["--version"]).catch((cause) => {
    const advice =
      "install it (Debian: apt-get install maven, others: https://maven.apache.org/install.html)";
    throw new Error(`Cannot download OpenSearch: Maven is not installed; ${advice} and run the tests again`, {
      cause,
    });
  });
  const project = join(folder, "pom.xml");
  await writeFile(project, projectOf(parts));
  const options = { timeout: INSTALL_TIMEOUT_MS, maxBuffer: 2 ** 26 };
  await run(
    "mvn",
    ["-q", "-B", "-f", project, "dependency:copy-dependencies", `-DoutputDirectory=${folder}`],
    options,
  );
}

/** A project that depends on the parts and on nothing that they depend on. */
function projectOf(parts: readonly ServerPart[]): string {
  const all = "<groupId>*</groupId><artifactId>*</artifactId>";
  const dependencies = parts.map(
    ({ group, name, version, type }) =>
      `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version><type>${type}</type><exclusions><exclusion>${all}</exclusion></exclusions></dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>tests</groupId><artifactId>opensearch</artifactId><version>1</version><packaging>pom</packaging><dependencies>${dependencies.join("")}</dependencies></project>`;
}

async function unzip(file: string, folder: string): Promise<void> {
  await run("python3", ["-m", "zipfile", "-e", file, folder], { timeout: INSTALL_TIMEOUT_MS });
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** The first Java that is new enough: what the environment names, then where systems keep theirs. */
async function findJava(): Promise<string> {
  const named = [process.env["OPENSEARCH_JAVA_HOME"], process.env["JAVA_HOME"]].filter(
    (home) => home !== undefined,
  );
  const homes = [...named, ...(await jvmFolders())];
  for (const home of homes) {
    if (existsSync(join(home, "bin", "java")) && (await javaVersion(home)) >= LEAST_JAVA) return home;
  }
  throw new Error(
    `Cannot run OpenSearch: it needs Java ${LEAST_JAVA} or newer, and none was found (looked at: ${homes.join(", ") || "nothing"}); install one from https://adoptium.net/installation/linux/, or name its folder in OPENSEARCH_JAVA_HOME, and run the tests again`,
  );
}

async function jvmFolders(): Promise<readonly string[]> {
  const parents = ["/usr/lib/jvm", "/Library/Java/JavaVirtualMachines"];
  const folders = await Promise.all(
    parents.map(async (parent) => {
      const names = await readdir(parent).catch(() => []);
      return names.flatMap((name) => [join(parent, name), join(parent, name, "Contents", "Home")]);
    }),
  );
  return folders.flat().sort();
}

/** The major version that the file `release` of a Java states; 0 when it states none. */
async function javaVersion(home: string): Promise<number> {
  const release = await readFile(join(home, "release"), "utf8").catch(() => "");
  return Number(/^JAVA_VERSION="(\d+)/m.exec(release)?.[1] ?? 0);
}
