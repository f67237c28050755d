import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { cachedTool, TOOL_CACHE } from "./tool-cache.ts";

const VERSION = "3.6.0";
/** The version of Java that OpenSearch 3 needs at least. */
const LEAST_JAVA = 21;
const INSTALL_TIMEOUT_MS = 15 * 60_000;

/** What Maven Central has of OpenSearch: the server without plugins, and the plugin that searches vectors. */
const SERVER = {
  artifact: `org.opensearch.distribution.integ-test-zip:opensearch:${VERSION}:zip`,
  file: `opensearch-${VERSION}.zip`,
  sha256: "a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286",
};
const KNN_PLUGIN = {
  artifact: `org.opensearch.plugin:opensearch-knn:${VERSION}.0:zip`,
  file: `opensearch-knn-${VERSION}.0.zip`,
  sha256: "ac392ca28a39b3bf290648a422ef30cb149dda2963a9d7feb26060e932341c9a",
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
export async function installOpenSearch(): Promise<OpenSearchInstallation> {
  const javaHome = await findJava();
  const installed = await cachedTool({
    name: "opensearch",
    path: join(`opensearch-${VERSION}`, "installed"),
    isPinned: async (marker) => (await readFile(marker, "utf8").catch(() => "")) === markerText(),
    install: download,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
  return { folder: join(installed, ".."), javaHome };
}

/** Written last, so that a half-unpacked server is not taken for one. */
function markerText(): string {
  return `${SERVER.sha256} ${KNN_PLUGIN.sha256}\n`;
}

async function download(marker: string): Promise<void> {
  console.log(`Downloading OpenSearch ${VERSION} (170 MB) once ...`);
  const started = Date.now();
  const scratch = await mkdtemp(join(TOOL_CACHE, "opensearch-"));
  try {
    for (const { artifact, file, sha256 } of [SERVER, KNN_PLUGIN]) {
      await fetchArtifact(artifact, scratch);
      const found = await sha256Of(join(scratch, file));
      if (found !== sha256) throw new Error(`Cannot use ${file}: its sha256 is ${found}, not ${sha256}`);
    }
    await unzip(join(scratch, SERVER.file), scratch);
    const server = join(scratch, `opensearch-${VERSION}`);
    await unzip(join(scratch, KNN_PLUGIN.file), join(server, "plugins", "opensearch-knn"));
    // Python's unzip leaves out who may execute a file.
    for (const program of await readdir(join(server, "bin")))
      await chmod(join(server, "bin", program), 0o755);
    const target = join(marker, "..");
    await rm(target, { recursive: true, force: true });
    await rename(server, target);
    await writeFile(marker, markerText());
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  console.log(`Installed OpenSearch ${VERSION} in ${Math.round((Date.now() - started) / 1000)} s.`);
}

async function fetchArtifact(artifact: string, folder: string): Promise<void> {
  await run("mvn", ["--version"]).catch((cause) => {
    const advice =
      "install it (Debian: apt-get install maven, others: https://maven.apache.org/install.html)";
    throw new Error(`Cannot download OpenSearch: Maven is not installed; ${advice} and run the tests again`, {
      cause,
    });
  });
  const options = { timeout: INSTALL_TIMEOUT_MS, maxBuffer: 2 ** 26 };
  await run(
    "mvn",
    ["-q", "-B", "dependency:copy", `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`],
    options,
  );
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
