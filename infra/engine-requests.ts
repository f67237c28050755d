/**
 * The requests that the functions send to a cluster. Their roles allow no others. A test compares them with the requests
 * that are actually sent.
 */

/** A kind of request to a cluster; `*` stands for anything in a path. */
export interface EngineRequests {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly paths: readonly string[];
}

/** Requests of a search. The name of an index is its alias, "-" and more. */
export function requestsOfSearch(alias: string): readonly EngineRequests[] {
  return [
    { method: "GET", paths: [`/${alias}/_doc/state`, `/${alias}-*/_doc/state`, `/${alias}-*/_alias`] },
    { method: "POST", paths: ["_search", "_msearch", "_mget"].map((name) => `/${alias}-*/${name}`) },
  ];
}

/** Requests of a load, including those that create and delete indices. */
export function requestsOfLoad(alias: string): readonly EngineRequests[] {
  const ofIndex = ["_bulk", "_count", "_search", "_msearch", "_refresh", "_delete_by_query"];
  return [
    {
      method: "GET",
      paths: [`/${alias}/_doc/state`, `/${alias}-*/_doc/state`, `/${alias}-*/_alias`],
    },
    { method: "POST", paths: [...ofIndex.map((name) => `/${alias}-*/${name}`), "/_aliases"] },
    { method: "PUT", paths: [`/${alias}-*`] },
    { method: "DELETE", paths: [`/${alias}-*`] },
  ];
}
