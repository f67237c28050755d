import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const common = {
  globalSetup: ["tests/setup/pull-model.ts"],
  setupFiles: ["tests/setup/property-seed.ts"],
  // A clone keeps what its tests need to itself, and leaves the models of whoever runs them alone.
  env: { DATELINE_MODELS: fileURLToPath(new URL("models", import.meta.url)) },
};
const slow = { testTimeout: 180_000, hookTimeout: 600_000 };

/**
 * Three projects: `unit` needs nothing but Node and the model. `e2e` starts processes and real servers. `collections`
 * reads collections of real articles, which are not part of the project.
 */
export default defineConfig({
  // The packages are tested from their sources, as tsconfig.json finds them.
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/e2e/**", "tests/collections/**"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      { extends: true, test: { ...common, ...slow, name: "e2e", include: ["tests/e2e/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          ...common,
          ...slow,
          name: "collections",
          globalSetup: ["tests/collections/require-collections.ts", ...common.globalSetup],
          include: ["tests/collections/**/*.test.ts"],
        },
      },
    ],
  },
});
