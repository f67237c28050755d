/**
 * Generates docs/cli.md from the commands.
 *
 * Usage: npm run docs:cli
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describeCli } from "@dateline-search/cli/describe-cli";

// Help shows defaults from the environment.
for (const name of ["DATELINE_INDEX", "DATELINE_STORE", "DATELINE_MODELS"]) delete process.env[name];
writeFileSync(fileURLToPath(new URL("../docs/cli.md", import.meta.url)), await describeCli());
