/// <reference path="../.sst/platform/config.d.ts" />

import { environmentProblems } from "./aws-limits";
import { lambdaRole } from "./lambda-role";

/**
 * Settings of both functions: a role that only Lambda may assume, and a check of the size of the variables.
 */
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
