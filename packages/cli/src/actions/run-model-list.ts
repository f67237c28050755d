import { verifyModel } from "@dateline-search/core/adapters/model/model-folder";
import { DatelineError } from "@dateline-search/core/errors";
import { MODELS, RERANKERS } from "@dateline-search/core/model/model-registry";
import type { Precision } from "@dateline-search/core/model/model-spec";
import type { CliContext } from "../cli-context.ts";
import { modelsFolder } from "../environment.ts";
import { printJson } from "../terminal/print-json.ts";

/** Lists the models of the registry and the state of their files. */
export async function runModelList(json: boolean, context: CliContext): Promise<void> {
  const folder = { modelsFolder: modelsFolder(context) };
  const rows = await Promise.all(
    [...MODELS, ...RERANKERS].map(async (spec) => ({
      name: spec.name,
      kind: spec.kind,
      int8: await stateOf({ ...folder, modelName: spec.name }, "int8"),
      fp32: await stateOf({ ...folder, modelName: spec.name }, "fp32"),
      languages: spec.kind === "embedder" ? (spec.languages ?? "many") : null,
      // Whether Dateline's own tests run it with its real weights.
      tested: spec.kind === "embedder" && spec.pins !== undefined,
      rounded: spec.kind === "embedder" ? (spec.rounded ?? null) : null,
    })),
  );
  if (json) return printJson(context.stdout, rows);
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, kind, int8, fp32, languages, tested, rounded }) => {
    const notes = [
      ...(languages === "many" ? ["many languages"] : []),
      ...(rounded === null ? [] : [`${rounded.from} from weights of ${rounded.bits} bits`]),
      ...(tested ? [] : ["untested *"]),
    ];
    const state = `int8: ${int8.padEnd(8)} fp32: ${fp32.padEnd(8)}`;
    return `${name.padEnd(width)}  ${kind.padEnd(8)}  ${state} ${notes.join(", ")}`.trimEnd();
  });
  context.stdout.write(`${lines.join("\n")}\n${UNTESTED}\n`);
}

const UNTESTED =
  "* Never run by Dateline's tests with its real weights, only with small ones of the same shape. A pull checks that it tells related sentences from others.";

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
