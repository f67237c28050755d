import type { Plugin } from "esbuild";

/** Packages that the bundle must not hold, and what is loaded in their place. */
const STUBS: Readonly<Record<string, string>> = {
  // For pictures, which Dateline has none of. transformers.js refuses to load without any.
  sharp: "export default {};",
  // The runtime for browsers. transformers.js imports both and uses the native one under Node.
  "onnxruntime-web": "export const env = {};",
  // With these two libsql finds out for which system to load its native part. The bundle holds one, and finding out takes
  // a diagnostic report of the whole process at every cold start, 20 ms and more.
  "@neon-rs/load": 'export const currentTarget = () => "linux-x64-gnu";',
  "detect-libc": 'export const GLIBC = "glibc", MUSL = "musl", familySync = () => GLIBC;',
};

/** Replaces packages by a line of code each. */
export const stubPackages: Plugin = {
  name: "stub-packages",
  setup(build) {
    const names = Object.keys(STUBS).map((name) => name.replace("/", "\\/"));
    build.onResolve({ filter: new RegExp(`^(${names.join("|")})$`) }, ({ path }) => ({
      path,
      namespace: "stub",
    }));
    build.onLoad({ filter: /.*/, namespace: "stub" }, ({ path }) => ({
      contents: STUBS[path] ?? "",
      loader: "js",
    }));
  },
};
