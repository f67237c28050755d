import type { Plugin } from "esbuild";

/** A line of code for each package that takes its place. */
type Stubs = Readonly<Record<string, string>>;

/** What transformers.js imports and we never use. */
export const STUBS_EVERYWHERE: Stubs = {
  // For pictures, which Dateline has none of. transformers.js refuses to load without any.
  sharp: "export default {};",
  // Only its tokenizers are used. Its models, pipelines and processors are as large as all other code together.
  "@xenova/transformers":
    'export { AutoTokenizer } from "@xenova/transformers/src/tokenizers.js"; export { env } from "@xenova/transformers/src/env.js";',
  // The runtime for browsers. transformers.js imports both and uses the native one under Node.
  "onnxruntime-web": "export const env = {};",
};

/** What a package for Lambda must not hold either. */
export const STUBS_IN_LAMBDA: Stubs = {
  ...STUBS_EVERYWHERE,
  // With these two libsql finds out for which system to load its native part. The bundle holds one, and finding out takes
  // a diagnostic report of the whole process at every cold start, 20 ms and more.
  "@neon-rs/load": 'export const currentTarget = () => "linux-x64-gnu";',
  "detect-libc": 'export const GLIBC = "glibc", MUSL = "musl", familySync = () => GLIBC;',
};

/** Replaces packages by a line of code each. */
export function stubPackages(stubs: Stubs): Plugin {
  return {
    name: "stub-packages",
    setup(build) {
      const names = Object.keys(stubs).map((name) => name.replace("/", "\\/"));
      build.onResolve({ filter: new RegExp(`^(${names.join("|")})$`) }, ({ path }) => ({
        path,
        namespace: "stub",
      }));
      build.onLoad({ filter: /.*/, namespace: "stub" }, ({ path }) => ({
        contents: stubs[path] ?? "",
        loader: "js",
        resolveDir: import.meta.dirname,
      }));
    },
  };
}
