/// <reference path="../.sst/platform/config.d.ts" />

/**
 * Lets only Lambda assume the role of a function. SST's own policy always includes the account's root, for
 * its live mode.
 */
export const lambdaRole = {
  role: (role: aws.iam.RoleArgs): undefined => {
    role.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });
  },
};
