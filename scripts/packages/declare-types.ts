import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import {
  installedWith,
  type PackageManifest,
  packageOf,
  publicEntries,
  REPOSITORY,
} from "./package-manifest.ts";

const run = promisify(execFile);

/** Generates the declarations of all packages into a folder, laid out like the repository. */
export async function declareAll(folder: string): Promise<void> {
  const compiler = join(REPOSITORY, "node_modules", ".bin", "tsc");
  await run(compiler, ["--project", "tsconfig.build.json", "--outDir", folder], { cwd: REPOSITORY }).catch(
    ({ stdout = "", message }: Error & { stdout?: string }) => {
      throw new Error(`Cannot declare the types of the packages: ${stdout || message}`);
    },
  );
}

/**
 * Copies the declarations reachable from a package's entries, with their comments, into its `dist/types`.
 * Includes those of our other packages, so that these need neither be installed nor public.
 *
 * @param declared output of `declareAll`
 * @throws Error if a type belongs to a package that is not installed with it
 */
export async function copyTypes(
  manifest: PackageManifest,
  { declared, target }: { readonly declared: string; readonly target: string },
): Promise<void> {
  const installed = installedWith(manifest);
  const waiting = publicEntries(manifest).map(({ source }) => `${source}.d.ts`);
  const copied = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (copied.has(path)) continue;
    copied.add(path);
    const from = path;
    const text = await readFile(join(declared, "packages", path), "utf8");
    const rewritten = text.replaceAll(
      SPECIFIER,
      (statement, before: string, specifier: string, quote: string) => {
        const imported = declarationOf(specifier, from);
        if (imported === undefined) {
          assertInstalled(specifier, { manifest, installed, from });
          return statement;
        }
        waiting.push(imported);
        return `${before}${relativeTo(from, imported)}${quote}`;
      },
    );
    await mkdir(dirname(join(target, path)), { recursive: true });
    await writeFile(join(target, path), rewritten);
  }

  function declarationOf(specifier: string, from: string): string | undefined {
    if (specifier.startsWith(".")) return join(dirname(from), specifier).replace(/\.ts$/, ".d.ts");
    const [, name, module] = /^@dateline-search\/([^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
    if (name === undefined) return undefined;
    const path = join(name, "src", `${module ?? "index"}.d.ts`);
    if (existsSync(join(declared, "packages", path))) return path;
    throw new Error(`Cannot declare the types of ${manifest.name}: ${from} imports ${specifier}`);
  }
}

/** Declarations import only types: `from "…"`, `import "…"` and `import("…")`. */
const SPECIFIER = /(\b(?:from\s+|import\s+|import\()")([^"]+)(")/g;

function relativeTo(from: string, imported: string): string {
  const path = relative(dirname(from), imported).replace(/\.d\.ts$/, ".js");
  return path.startsWith(".") ? path : `./${path}`;
}

function assertInstalled(
  specifier: string,
  { manifest, installed, from }: { manifest: PackageManifest; installed: ReadonlySet<string>; from: string },
): void {
  if (specifier.startsWith("node:") || installed.has(packageOf(specifier))) return;
  throw new Error(
    `Cannot declare the types of ${manifest.name}: ${from} needs "${specifier}", which is not installed with it`,
  );
}
