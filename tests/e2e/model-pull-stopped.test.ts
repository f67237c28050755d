import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { DatelineProcess } from "../fixtures/spawn-dateline.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s during the conversion of a model ends the command with %i, without the model",
  async (signal, code) => {
    const models = temporaryFolder();
    const environment = {
      DATELINE_MODELS: models,
      // A hub that nobody can reach: port 1 has no server.
      HF_ENDPOINT: "http://127.0.0.1:1",
    };
    const pull = new DatelineProcess(["model", "pull"], { cwd: models, environment });
    await pull.printed("Converting");
    pull.child.kill(signal);
    expect([await pull.ended(), pull.stderr]).toEqual([code, expect.stringMatching(/^stopped$/m)]);
    expect(readdirSync(models).filter((name) => name !== ".parts")).toEqual([]);
  },
);
