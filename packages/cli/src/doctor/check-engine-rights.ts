import { DatelineError } from "@dateline-search/core/errors";
import type { ClusterClient } from "@dateline-search/core/opensearch/cluster-client";
import { STATE_ID } from "@dateline-search/core/opensearch/index-schema";
import type { VersionedState } from "@dateline-search/core/opensearch/index-store";
import { type Check, failed } from "./check.ts";

const NAME = "engine rights";
/** Roles of the security plugin that may do everything. */
const MIGHTY = ["all_access", "security_manager"];
/** No document has it, so that a write that demands it changes nothing. */
const NO_SEQUENCE = Number.MAX_SAFE_INTEGER;

/**
 * Checks that the credentials may search, and says what else they may. Whether that is too much depends on who uses
 * them: the search function only asks, a load writes as well.
 */
export async function checkEngineRights(client: ClusterClient, { index }: VersionedState): Promise<Check> {
  const query = { size: 0, query: { match_none: {} } };
  await client.request({ method: "POST", path: `/${index}/_search`, body: query });
  const rights = (await mayWrite(client, index)) ? "search and write" : "search, and not write";
  const roles = await rolesOf(client);
  if (roles === undefined) {
    const detail = `these credentials may ${rights}; the cluster does not say what else (no security plugin, or IAM)`;
    return { name: NAME, status: "ok", detail };
  }
  const detail = `these credentials may ${rights}, with the roles ${roles.join(", ") || "(none)"}`;
  const mighty = roles.filter((role) => MIGHTY.includes(role));
  if (mighty.length === 0) return { name: NAME, status: "ok", detail };
  const remedy = "give each function a user with the rights that docs/scale.md lists, and no others";
  return failed(NAME, `${detail}: ${mighty.join(" and ")} may do everything`, remedy);
}

/** Tries a write that cannot succeed: with the right, it conflicts. */
async function mayWrite(client: ClusterClient, index: string): Promise<boolean> {
  const { status } = await client.request({
    method: "PUT",
    path: `/${index}/_doc/${STATE_ID}`,
    query: { routing: STATE_ID, if_seq_no: NO_SEQUENCE, if_primary_term: 1 },
    body: {},
    expected: [403, 409],
  });
  return status === 409;
}

/** @returns `undefined` where there is no security plugin, or it does not say */
async function rolesOf(client: ClusterClient): Promise<readonly string[] | undefined> {
  try {
    const { body } = await client.request({ method: "GET", path: "/_plugins/_security/authinfo" });
    const { roles } = body as { readonly roles?: readonly string[] };
    return roles;
  } catch (error) {
    if (error instanceof DatelineError && error.code !== "store-unreachable") return undefined;
    throw error;
  }
}
