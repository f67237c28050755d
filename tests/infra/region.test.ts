import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { requireRegion } from "../../infra/region.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

function configFile(text: string): string {
  const path = join(temporaryFolder(), "config");
  writeFileSync(path, text);
  return path;
}

const CONFIG =
  "[default]\nregion = eu-north-1\noutput = json\n\n[profile desk]\nsso_region = us-east-1\nregion=ap-south-1\n[profile bare]\noutput = json\n";

test("a region is taken from AWS_REGION, else from the profile", () => {
  const AWS_CONFIG_FILE = configFile(CONFIG);
  expect(requireRegion({ AWS_REGION: "eu-west-1", AWS_CONFIG_FILE })).toBe("eu-west-1");
  expect(requireRegion({ AWS_CONFIG_FILE })).toBe("eu-north-1");
  expect(requireRegion({ AWS_PROFILE: "desk", AWS_CONFIG_FILE })).toBe("ap-south-1");
});

test("without a region, the deployment stops with advice", () => {
  const nowhere = { AWS_CONFIG_FILE: join(temporaryFolder(), "none") };
  expect(() => requireRegion(nowhere)).toThrow(
    "Cannot deploy: no region is set; set AWS_REGION=eu-west-1 in the environment or in .env",
  );
  expect(() => requireRegion({ ...nowhere, AWS_REGION: "" })).toThrow(/no region is set/);
  expect(() => requireRegion({ AWS_PROFILE: "bare", AWS_CONFIG_FILE: configFile(CONFIG) })).toThrow(
    /no region/,
  );
  expect(() => requireRegion({ ...nowhere, AWS_DEFAULT_REGION: "eu-central-1" })).toThrow(
    /not every tool reads AWS_DEFAULT_REGION; set AWS_REGION=eu-central-1/,
  );
});
