/// <reference path="../.sst/platform/config.d.ts" />

/**
 * Lets Lambda and nobody else take the role of a function. SST's own policy also names the account's root, for its live
 * mode, whatever the mode is.
 */
export const lambdaRole = {
  role: (role: aws.iam.RoleArgs): undefined => {
    role.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });
  },
};
