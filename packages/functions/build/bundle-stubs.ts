import type { Plugin } from "esbuild";

/** Replacement code by package name. */
type Stubs = Readonly<Record<string, string>>;

/** Packages that transformers.js imports and Dateline never uses. */
export const STUBS_EVERYWHERE: Stubs = {
  // For images, which Dateline does not process. transformers.js refuses to load without it.
  sharp: "export default {};",
  // Dateline only uses the tokenizers. The models, pipelines and processors are as large as all other code together.
  "@xenova/transformers":
    'export { AutoTokenizer } from "@xenova/transformers/src/tokenizers.js"; export { env } from "@xenova/transformers/src/env.js";',
  // The runtime for browsers. transformers.js imports both runtimes and uses the native one on Node.
  "onnxruntime-web": "export const env = {};",
};

/** Replacements in packages for Lambda only. */
export const STUBS_IN_LAMBDA: Stubs = {
  ...STUBS_EVERYWHERE,
  // libsql uses these two to detect the system. The bundle supports only one, and detection writes a diagnostic report
  // of the process at every cold start, which takes 20 ms or more.
  "@neon-rs/load": 'export const currentTarget = () => "linux-x64-gnu";',
  "detect-libc": 'export const GLIBC = "glibc", MUSL = "musl", familySync = () => GLIBC;',
  // Defines the stemmers of all languages when it is imported, which takes 25 ms. Import it with the first word.
  "snowball-stemmers":
    'export const newStemmer = (name) => require("snowball-stemmers/snowball-stemmers.js").newStemmer(name);',
};

/** An esbuild plugin that replaces packages with stubs. */
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
