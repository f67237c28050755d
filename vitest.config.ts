import { defineConfig } from "vitest/config";

/** Two projects: `unit` needs nothing but Node and the model; `e2e` starts processes and real servers. */
export default defineConfig({
  // The packages are tested from their sources, as tsconfig.json finds them.
  resolve: { tsconfigPaths: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          globalSetup: ["tests/setup/pull-model.ts"],
          setupFiles: ["tests/setup/property-seed.ts"],
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/e2e/**"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          globalSetup: ["tests/setup/pull-model.ts"],
          setupFiles: ["tests/setup/property-seed.ts"],
          include: ["tests/e2e/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
