import { expect, test } from "vitest";
import { mergeSettings, parseEnvFile } from "../../infra/env-file.ts";

/** Each was read by godotenv 1.5.1, which SST uses, when this was written. */
test.each([
  ["", {}],
  ["A=1\nB=2", { A: "1", B: "2" }],
  ["\r\nA=1\r\nB=2\r\n", { A: "1", B: "2" }],
  ["  export A = 1  \n", { A: "1" }],
  ["A: yaml", { A: "yaml" }],
  ["A=", { A: "" }],
  ["A=\nB=1", { A: "", B: "1" }],
  ["# A=1\n\n  # B=2\nC=3", { C: "3" }],
  ["A=1 # comment", { A: "1" }],
  ["A=1#none", { A: "1#none" }],
  ["A=1 # one # two", { A: "1 # one" }],
  ["A='single $B # kept'", { A: "single $B # kept" }],
  ['A="two\nlines" # comment', { A: "two\nlines" }],
  ['A="a\\nb\\"c"', { A: 'a\nb"c' }],
  ["A='it\\'s'", { A: "it\\'s" }],
  ['A=""', { A: "" }],
  [`A=1\nB=$A/\${A}x`, { A: "1", B: "1/1x" }],
  ["B=$A\nA=1", { A: "1", B: "" }],
  ["A=\\$B", { A: "$B" }],
  ["A=$(date)", { A: "$(date)" }],
  ["A=1\nA=2", { A: "2" }],
  ["A.b_1=x=y", { "A.b_1": "x=y" }],
])("%j is %j", (text, variables) => {
  expect(parseEnvFile(text)).toEqual(variables);
});

test.each(["A=1\nthis is no line\nB=2", "A-B=1", "export ", 'A="open', "é=1"])(
  "%j cannot be read",
  (text) => {
    expect(() => parseEnvFile(text)).toThrow(/is not NAME=value$|has no closing quote$/);
  },
);

test("the file of the stage overrides the process, which overrides .env, even with empty values", () => {
  const sources = {
    env: { A: "env", B: "env", C: "env" },
    process: { A: "process", B: "" },
    stage: { A: "stage" },
  };
  expect(mergeSettings(sources)).toEqual({ A: "stage", B: "", C: "env" });
  expect(mergeSettings({ ...sources, stage: { A: "" } })).toMatchObject({ A: "" });
});
