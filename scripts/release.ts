/**
 * `npm run release -- --dry-run`: builds the packages and lists exactly what would be published, with sizes.
 *
 * `npm run release`: publishes them to npm's configured registry. The working tree must be clean, and
 * CHANGELOG.md must have a date for the version. In a workflow with permission, npm adds a provenance
 * statement; elsewhere pass `-- --no-provenance`.
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { PUBLISHED, type PublishedPackage, REPOSITORY } from "./packages/package-manifest.ts";
import { versionFaults } from "./packages/versions.ts";

const run = promisify(execFile);

/** npm's description of a packed package. */
interface PackedPackage {
  readonly name: string;
  readonly version: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      "dry-run": { type: "boolean", default: false },
      provenance: { type: "boolean", default: true },
    },
    allowNegative: true,
  });
  const version = await sharedVersion();
  if (!values["dry-run"]) await assertReady(version);
  await npm(["run", "build"]);
  for (const name of PUBLISHED) print(await pack(name));
  if (values["dry-run"]) return console.log("Published nothing: this was a dry run.");
  for (const name of PUBLISHED) {
    const flags = ["--ignore-scripts", `--provenance=${values.provenance}`];
    await npm(["publish", `--workspace=packages/${name}`, ...flags]);
  }
  console.log(`Published version ${version}.`);
}

async function sharedVersion(): Promise<string> {
  const { version, faults } = await versionFaults();
  if (faults.length === 0) return version;
  throw new Error(
    `Cannot release ${version}: ${faults.join("; ")}; run npm version ${version} --allow-same-version`,
  );
}

async function assertReady(version: string): Promise<void> {
  const { stdout } = await run("git", ["status", "--porcelain"], { cwd: REPOSITORY });
  if (stdout !== "") throw new Error(`Cannot release ${version}: there are uncommitted changes`);
  const changelog = await readFile(join(REPOSITORY, "CHANGELOG.md"), "utf8");
  if (changelog.includes(`## [${version}] - 20`)) return;
  throw new Error(`Cannot release ${version}: CHANGELOG.md has no "## [${version}] - " with a date`);
}

async function pack(name: PublishedPackage): Promise<PackedPackage> {
  const flags = ["--dry-run", "--json", "--ignore-scripts", `--workspace=packages/${name}`];
  // A list in npm 10 and 11, an object by name in npm 12.
  const [packed] = Object.values(JSON.parse(await npm(["pack", ...flags])) as Record<string, PackedPackage>);
  if (packed === undefined) throw new Error(`Cannot release ${name}: npm packed nothing`);
  return packed;
}

function print({ name, version, size, unpackedSize, files }: PackedPackage): void {
  console.log(
    `${name}@${version}: ${files.length} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)}`,
  );
  for (const file of files) console.log(`${kilobytes(file.size).padStart(12)}  ${file.path}`);
  console.log("");
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1e3).toFixed(1)} kB`;
}

async function npm(args: readonly string[]): Promise<string> {
  const { stdout } = await run("npm", args, { cwd: REPOSITORY, maxBuffer: 64e6 }).catch((cause) => {
    throw new Error(`Cannot release: npm ${args[0]} failed: ${cause.stdout}${cause.stderr}`, { cause });
  });
  return stdout;
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
