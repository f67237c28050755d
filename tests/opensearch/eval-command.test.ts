import { expect, inject, test } from "vitest";
import { runCommand } from "../fixtures/run-command.ts";
import { openIndices } from "./open-indices.ts";

const SET = "tests/relevance/ranking-set";

test("eval measures a cluster within a point of the segments, without touching its current index, and leaves nothing behind", async () => {
  const { client } = await openIndices("measured");
  const figures = async (...flags: readonly string[]) => {
    const { exitCode, stdout, stderr } = await runCommand(["eval", SET, "--json", ...flags]);
    expect(exitCode, stderr).toBe(0);
    const [set] = JSON.parse(stdout).sets;
    return set.rankings.hybrid.figures as { readonly ndcg10: number };
  };
  const ofSegments = await figures();
  const ofCluster = await figures("--engine", `opensearch=${inject("opensearch").join()}/measured`);
  expect(Math.abs(ofCluster.ndcg10 - ofSegments.ndcg10)).toBeLessThanOrEqual(0.01);
  const { body } = await client.request({
    method: "GET",
    path: "/_cat/indices",
    query: { format: "json", h: "index" },
  });
  expect(JSON.stringify(body)).not.toContain("measured-eval");
});
