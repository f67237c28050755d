import { verifyModel } from "@dateline-search/core/adapters/model/model-folder";
import { DatelineError } from "@dateline-search/core/errors";
import { MODELS, type Precision, RERANKERS } from "@dateline-search/core/model/model-registry";
import type { CliContext } from "../cli-context.ts";
import { modelsFolder } from "../folders.ts";
import { printJson } from "../terminal/print-json.ts";

/** Lists every model of the registry with the state of its files. */
export async function runModelList(json: boolean, context: CliContext): Promise<void> {
  const folder = { modelsFolder: modelsFolder(context) };
  const rows = await Promise.all(
    [...MODELS, ...RERANKERS].map(async ({ kind, name }) => ({
      name,
      kind,
      int8: await stateOf({ ...folder, modelName: name }, "int8"),
      fp32: await stateOf({ ...folder, modelName: name }, "fp32"),
    })),
  );
  if (json) return printJson(context.stdout, rows);
  const lines = rows.map(
    ({ name, kind, int8, fp32 }) =>
      `${name.padEnd(26)} ${kind.padEnd(10)} int8: ${int8.padEnd(8)} fp32: ${fp32}`,
  );
  context.stdout.write(`${lines.join("\n")}\n`);
}

async function stateOf(
  model: Parameters<typeof verifyModel>[0],
  precision: Precision,
): Promise<"present" | "absent" | "damaged"> {
  try {
    await verifyModel(model, precision, "sha256");
    return "present";
  } catch (error) {
    if (!(error instanceof DatelineError)) throw error;
    return error.code === "model-missing" ? "absent" : "damaged";
  }
}
