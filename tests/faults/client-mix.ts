import { EDITOR, INGESTER, OPERATOR, type Role, SEARCHER } from "./client-roles.ts";
import { PUBLISHER } from "./publisher-role.ts";

/** How many of each there are; more of them find more for each to wait for. */
const CLIENTS: readonly (readonly [Role, number])[] = [
  [EDITOR, 6],
  [INGESTER, 5],
  [PUBLISHER, 2],
  [OPERATOR, 2],
  [SEARCHER, 3],
];

export const CLIENT_ROLES: readonly Role[] = CLIENTS.flatMap(([role, count]) =>
  Array.from({ length: count }, () => role),
);
