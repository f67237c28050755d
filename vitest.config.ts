import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Limits are far longer than anything takes, so that a busy machine makes no test fail. Hooks may compile an S3 server. */
const common = {
  globalSetup: ["tests/setup/pull-model.ts"],
  setupFiles: ["tests/setup/property-seed.ts"],
  // A clone keeps what its tests need to itself, and leaves the models of whoever runs them alone.
  env: { DATELINE_MODELS: fileURLToPath(new URL("models", import.meta.url)) },
  testTimeout: 1_800_000,
  hookTimeout: 1_800_000,
  expect: { poll: { timeout: 120_000 } },
};

/** Files share a process, which loads each module once. So what a test changes of its process, it puts back. */
const inOneProcess = {
  isolate: false,
  setupFiles: ["tests/setup/memory-folder.ts", ...common.setupFiles],
};

/**
 * Five projects: `unit` needs nothing but Node and the model. `relevance` judges the answers of real models. `e2e` starts
 * processes and real servers. `opensearch` starts nodes of OpenSearch. `collections` reads collections of real
 * articles, which are not part of the project.
 */
export default defineConfig({
  // The packages are tested from their sources, as tsconfig.json finds them.
  resolve: { tsconfigPaths: true },
  test: {
    // By default one processor is left idle, which on two is half of them.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          ...common,
          ...inOneProcess,
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/e2e/**", "tests/collections/**", "tests/opensearch/**", "tests/relevance/**"],
        },
      },
      {
        extends: true,
        test: { ...common, ...inOneProcess, name: "relevance", include: ["tests/relevance/**/*.test.ts"] },
      },
      { extends: true, test: { ...common, name: "e2e", include: ["tests/e2e/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          ...common,
          name: "opensearch",
          globalSetup: ["tests/opensearch/shared-cluster.ts", ...common.globalSetup],
          include: ["tests/opensearch/**/*.test.ts"],
          // One cluster serves all of them, and one of them kills a node of it.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: "collections",
          globalSetup: ["tests/collections/require-collections.ts", ...common.globalSetup],
          include: ["tests/collections/**/*.test.ts"],
        },
      },
    ],
  },
});
