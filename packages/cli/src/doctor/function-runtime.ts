/**
 * The functions' runtime: nodejs22.x and nodejs24.x on Amazon Linux 2023, with glibc 2.34 and the libstdc++
 * of gcc 11 (https://docs.aws.amazon.com/linux/al2023/ug/compare-with-al2.html; GLIBCXX and CXXABI of that
 * gcc: https://gcc.gnu.org/onlinedocs/libstdc++/manual/abi.html).
 */
export const FUNCTION_RUNTIME = {
  name: "Amazon Linux 2023",
  machine: "x86-64",
  /** The newest symbol versions available, by prefix. */
  versions: { GLIBC: "2.34", GLIBCXX: "3.4.29", CXXABI: "1.3.13", GCC: "11.0.0" },
  libraries: [
    "ld-linux-x86-64.so.2",
    "libc.so.6",
    "libdl.so.2",
    "libgcc_s.so.1",
    "libm.so.6",
    "libpthread.so.0",
    "librt.so.1",
    "libstdc++.so.6",
  ],
} as const;

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: code and layers, unzipped. */
export const MAX_UNZIPPED_BYTES = 262_144_000;

/**
 * Explains why a native library would not load in the runtime.
 *
 * @param bundled names of the libraries in the bundle
 * @returns `undefined` when it would load
 */
export function obstacleOf(
  { machine, libraries, versions }: NativeLibrary,
  bundled: ReadonlySet<string> = new Set(),
): string | undefined {
  const runtime = FUNCTION_RUNTIME;
  if (machine !== runtime.machine) return `it is for ${machine}, the function runs on ${runtime.machine}`;
  const known = new Set<string>([...runtime.libraries, ...bundled]);
  const missing = libraries.find((name) => !known.has(name));
  if (missing !== undefined) return `it needs ${missing}, which ${runtime.name} does not have`;
  const tooNew = versions.find(isTooNew);
  if (tooNew === undefined) return undefined;
  const newest = newestOf(tooNew);
  const has = newest === undefined ? "" : `; the newest there is ${prefixOf(tooNew)}_${newest}`;
  return `it needs ${tooNew}, which ${runtime.name} does not have${has}`;
}

interface NativeLibrary {
  readonly machine: string;
  readonly libraries: readonly string[];
  readonly versions: readonly string[];
}

/** Symbol versions of bundled libraries are not checked against the runtime's. */
function isTooNew(version: string): boolean {
  const newest = newestOf(version);
  if (newest === undefined) return false;
  const [, number] = /_(\d+(?:\.\d+)*)$/.exec(version) ?? [];
  // A marker such as GLIBC_ABI_DT_RELR is newer than these numbers.
  return number === undefined || compareVersions(number, newest) > 0;
}

function newestOf(version: string): string | undefined {
  return Object.entries(FUNCTION_RUNTIME.versions).find(([prefix]) => prefix === prefixOf(version))?.[1];
}

function prefixOf(version: string): string {
  return version.split("_")[0] ?? "";
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
