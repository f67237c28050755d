import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Licences that only require attribution (and MPL, LGPL: publishing changes to the library). */
const ALLOWED: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "MPL-2.0",
  "PSF-2.0",
  "Python-2.0",
  "Unlicense",
  "Zlib",
]);
/** A library that is loaded unmodified and can be replaced. Bundles do not contain sharp. */
const ALLOWED_AS_LIBRARY: Readonly<Record<string, readonly string[]>> = {
  "@img/": ["LGPL-3.0-or-later"],
};
/** Licences of packages whose lock file entry states none, by prefix of the name. */
const STATED_ELSEWHERE: Readonly<Record<string, string>> = {
  // LICENSE.txt in the package.
  flatbuffers: "Apache-2.0",
  // LICENSE in the package, which package.json calls "BSD".
  duck: "BSD-2-Clause",
  // Builds of development tools for other platforms, under the licence of the tool.
  "@biomejs/cli-": "MIT OR Apache-2.0",
  "@oxc-parser/binding-": "MIT",
};

/** A package in package-lock.json. */
interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
}

export interface DependencyLicence {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression; `null` when none is stated. */
  readonly licence: string | null;
  readonly isAllowed: boolean;
}

/** Licences of everything in package-lock.json, sorted by name. @param root folder of package-lock.json */
export function dependencyLicences(root: string): readonly DependencyLicence[] {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    packages: Readonly<Record<string, LockedPackage>>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { link }]) => path.includes("node_modules/") && link !== true)
    .map(([path, locked]) => describePackage(root, path, locked))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function describePackage(
  root: string,
  path: string,
  { version = "?", license }: LockedPackage,
): DependencyLicence {
  const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
  const elsewhere = Object.entries(STATED_ELSEWHERE).find(([prefix]) => name.startsWith(prefix))?.[1];
  const licence = elsewhere ?? license ?? licenceInstalled(join(root, path)) ?? null;
  return { name, version, licence, isAllowed: licence !== null && isAllowed(name, licence) };
}

/** Lock files lack the licence of packages whose own package.json has it in an older form. */
function licenceInstalled(folder: string): string | undefined {
  try {
    const { license, licenses } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return typeof license === "string" ? license : (license?.type ?? licenses?.[0]?.type);
  } catch {
    return undefined;
  }
}

/** Supports `A`, `A AND B`, `A OR B` and parentheses around the whole expression. Packages use no other forms. */
export function isAllowed(name: string, expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, "").trim();
  const library = Object.entries(ALLOWED_AS_LIBRARY).find(([prefix]) => name.startsWith(prefix))?.[1] ?? [];
  const isOne = (licence: string) => ALLOWED.has(licence) || library.includes(licence);
  return plain.split(/\s+OR\s+/).some((choice) => choice.split(/\s+AND\s+/).every(isOne));
}
