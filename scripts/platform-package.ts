/** Platforms that a package can be installed on, in the terms of lock files. */
export interface Platform {
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS: Readonly<Record<string, string>> = {
  arm64: "arm64",
  arm: "arm",
  armv7: "arm",
  x64: "x64",
  x86: "ia32",
  ia32: "ia32",
  loong64: "loong64",
  mips64el: "mips64el",
  ppc64: "ppc64",
  riscv64: "riscv64",
  s390x: "s390x",
  wasm32: "wasm32",
};
const LIBRARIES: Readonly<Record<string, string>> = {
  gnu: "glibc",
  gnueabihf: "glibc",
  musl: "musl",
  musleabihf: "musl",
  linuxmusl: "musl",
};

/**
 * Derives the platform from a package's name, such as `@scope/binding-linux-arm64-musl`.
 *
 * @returns `undefined` when the name does not state one
 */
export function describePlatformPackage(name: string): Platform | undefined {
  const words = name.split(/[-/]/);
  const os = SYSTEMS.find(
    (system) => words.includes(system) || (system === "linux" && words.includes("linuxmusl")),
  );
  const cpu = words.map((word) => PROCESSORS[word]).find((processor) => processor !== undefined);
  const libc = words.map((word) => LIBRARIES[word]).find((library) => library !== undefined);
  if (cpu === undefined) return undefined;
  return {
    ...(os !== undefined && { os: [os] }),
    cpu: [cpu],
    ...(os === "linux" && libc !== undefined && { libc: [libc] }),
  };
}
