/// <reference path="../.sst/platform/config.d.ts" />

import { environmentProblems } from "./aws-limits";
import { lambdaRole } from "./lambda-role";

/** What both functions have in common: a role that only Lambda takes, and no more variables than Lambda takes. */
export function checkedFunction(name: string) {
  return {
    ...lambdaRole,
    function: (args: aws.lambda.FunctionArgs): undefined => {
      args.environment = $output(args.environment).apply((environment) => {
        const [problem] = environmentProblems(name, environment?.variables ?? {});
        if (problem !== undefined) throw new Error(`Cannot deploy: ${problem}`);
        return environment ?? {};
      });
    },
  };
}
