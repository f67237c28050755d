import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatelineError } from "@dateline-search/core/errors";
import { collectExamples } from "@dateline-search/core/evaluation/collect-examples";
import { crossValidate } from "@dateline-search/core/evaluation/cross-validate";
import type { ExampleSet } from "@dateline-search/core/evaluation/fit-calibration";
import type { JudgedSet } from "@dateline-search/core/evaluation/judged-query";
import { CALIBRATION_FILE, formatCalibration } from "@dateline-search/core/model/calibration-file";
import { MODES } from "@dateline-search/core/search/parse-query";
import type { Calibration, SearchMode } from "@dateline-search/core/types";
import type { CliContext } from "../cli-context.ts";
import { modelsFolder } from "../environment.ts";
import { openCachingEmbedder } from "../open-caching-embedder.ts";
import { printJson } from "../terminal/print-json.ts";
import { renderCalibration } from "../terminal/render-calibration.ts";
import { type EvalFlags, openJudged, type Run, readJudged } from "./run-eval.ts";

/** Fits a model's confidence on judged sets with unanswerable queries and writes it to a file. */
export async function runCalibrate(
  judged: readonly string[],
  flags: EvalFlags & { readonly calibrate: string },
  context: CliContext,
): Promise<void> {
  const embedder = await openCachingEmbedder(flags.model, context);
  const examples = new Map<SearchMode, ExampleSet[]>(MODES.map((mode) => [mode, []]));
  try {
    for (const path of judged) {
      const { set, corpusPath } = await readJudged(path, flags);
      const ofModes = await collectAll(set, { corpusPath, embedder, flags, context });
      for (const [mode, ofSet] of ofModes) examples.get(mode)?.push(ofSet);
    }
  } finally {
    await embedder.close();
  }
  const fitMode = (mode: SearchMode, usesWords = true) =>
    crossValidate(examples.get(mode) ?? [], { usesWords });
  const fits = {
    hybrid: fitMode("hybrid"),
    semantic: fitMode("semantic"),
    lexical: fitMode("lexical"),
    text: fitMode("semantic", false),
  };
  const calibration: Calibration = {
    hybrid: fits.hybrid.calibration,
    semantic: fits.semantic.calibration,
    lexical: fits.lexical.calibration,
    text: fits.text.calibration,
  };
  await writeFile(flags.calibrate, formatCalibration(calibration));
  if (flags.json) printJson(context.stdout, { model: embedder.modelName, calibration, fits });
  else context.stdout.write(renderCalibration(embedder.modelName, fits));
  const place = join(modelsFolder(context), embedder.modelName, CALIBRATION_FILE);
  context.stderr.write(`Wrote ${flags.calibrate}. To use it: cp ${flags.calibrate} "${place}"\n`);
}

async function collectAll(set: JudgedSet, run: Run): Promise<ReadonlyMap<SearchMode, ExampleSet>> {
  if ((set.unanswerable ?? []).length === 0) {
    throw new DatelineError(
      "invalid-input",
      `Cannot calibrate: "${set.name}" has no unanswerable queries; name a file of them with --unanswerable`,
    );
  }
  const generation = await openJudged(set, run);
  try {
    const ofModes = new Map<SearchMode, ExampleSet>();
    for (const mode of MODES) {
      run.context.signal.throwIfAborted();
      const examples = await collectExamples({ generation, embedder: run.embedder }, set, mode);
      ofModes.set(mode, { name: set.name, examples });
    }
    return ofModes;
  } finally {
    generation.close();
  }
}
