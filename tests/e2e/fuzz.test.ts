import { expect, test } from "vitest";
import { FUZZ_TARGETS } from "../fuzz/fuzz-targets.ts";
import { runFuzz } from "../fuzz/run-fuzz.ts";

/** `npm run fuzz -- --inputs 1000000` reads many more. */
const INPUTS = 300;

test.each(Object.keys(FUZZ_TARGETS))("no input crashes, hangs or fails %s", async (target) => {
  const { inputs, findings } = await runFuzz({ seed: 1, inputs: INPUTS, target });
  expect(findings).toEqual([]);
  expect(inputs).toEqual({ [target]: INPUTS });
});
