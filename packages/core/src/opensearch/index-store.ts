import { DatelineError } from "../errors.ts";
import type { ClusterClient } from "./cluster-client.ts";
import {
  type IndexState,
  indexDefinition,
  SCHEMA_VERSION,
  type SchemaOptions,
  STATE_ID,
} from "./index-schema.ts";

/** The state of an index, and the version of its document. */
export interface VersionedState {
  /** Name of the index. */
  readonly index: string;
  readonly state: IndexState;
  readonly sequence: number;
  readonly primaryTerm: number;
}

/** The indices of one name in a cluster, one for each loaded generation, and the alias of the live one. */
export class IndexStore {
  readonly client: ClusterClient;
  readonly #alias: string;

  constructor(client: ClusterClient) {
    this.client = client;
    this.#alias = client.location.name;
  }

  /** The live index. @throws DatelineError `index-missing` when there is none */
  async current(): Promise<VersionedState> {
    const found = await this.read(this.#alias);
    if (found !== undefined) return found;
    throw new DatelineError(
      "index-missing",
      `Cannot find the index "${this.#alias}" in OpenSearch: it was never published; run "dateline publish --engine …"`,
    );
  }

  /** @returns `undefined` if the index or its state does not exist */
  async read(index: string): Promise<VersionedState | undefined> {
    const { status, body } = await this.client.request({
      method: "GET",
      path: `/${index}/_doc/${STATE_ID}`,
      query: { routing: STATE_ID },
      expected: [404],
    });
    if (status === 404) return undefined;
    return toVersionedState(body as StateDocument);
  }

  /** Lists every index of the name that has a state, the latest published first. */
  async list(): Promise<readonly VersionedState[]> {
    const own = Object.keys(await this.#aliases()).filter((name) => this.#isOwn(name));
    const states = await Promise.all(own.map((name) => this.read(name)));
    return states
      .filter((state) => state !== undefined)
      .toSorted((a, b) => (a.state.publishedAt < b.state.publishedAt ? 1 : -1));
  }

  /**
   * Lists the open indices of the name with their aliases. Other listings, and requests for an alias that
   * does not exist yet, need permissions on the whole cluster.
   */
  async #aliases(): Promise<Readonly<Record<string, { readonly aliases: object }>>> {
    const { body } = await this.client.request({
      method: "GET",
      path: `/${this.#alias}-*/_alias`,
      query: { expand_wildcards: "open" },
    });
    return body as Readonly<Record<string, { readonly aliases: object }>>;
  }

  #isOwn(index: string): boolean {
    const rest = index.startsWith(`${this.#alias}-`) ? index.slice(this.#alias.length + 1) : "";
    return /^[0-9a-f]{12}-\d+$/.test(rest);
  }

  /** Creates an index that is not live yet. */
  async create(state: IndexState, schema: SchemaOptions, now: Date): Promise<VersionedState> {
    const index = `${this.#alias}-${state.generation.slice(0, 12)}-${now.getTime()}`;
    await this.client.request({ method: "PUT", path: `/${index}`, body: indexDefinition(schema) });
    await this.client.request({
      method: "PUT",
      path: `/${index}/_doc/${STATE_ID}`,
      query: { routing: STATE_ID, op_type: "create" },
      body: { state },
    });
    return await this.#reread(index);
  }

  /**
   * Replaces the state of an index if it has not changed.
   *
   * @throws DatelineError `write-conflict` when it has
   */
  async replace(
    { index, sequence, primaryTerm }: VersionedState,
    state: IndexState,
  ): Promise<VersionedState> {
    await this.client.request({
      method: "PUT",
      path: `/${index}/_doc/${STATE_ID}`,
      query: { routing: STATE_ID, if_seq_no: sequence, if_primary_term: primaryTerm },
      body: { state },
    });
    return await this.#reread(index);
  }

  async #reread(index: string): Promise<VersionedState> {
    const found = await this.read(index);
    if (found !== undefined) return found;
    throw new DatelineError("index-missing", `Cannot change the index "${index}": it no longer exists`);
  }

  /** Makes writes visible to searches. */
  async refresh(index: string): Promise<void> {
    await this.client.request({ method: "POST", path: `/${index}/_refresh` });
  }

  /** Rewrites Lucene segments with deleted documents, so that no file of the index contains their texts. */
  async expunge(index: string): Promise<void> {
    const query = { only_expunge_deletes: true };
    await this.client.request({ method: "POST", path: `/${index}/_forcemerge`, query });
    await this.client.request({ method: "POST", path: `/${index}/_flush`, query: { force: true } });
  }

  async count(index: string, query: object): Promise<number> {
    const { body } = await this.client.request({ method: "POST", path: `/${index}/_count`, body: { query } });
    return (body as { readonly count: number }).count;
  }

  /** Makes an index live instead of the current one. Atomic: no search sees both or neither. */
  async switchTo(index: string): Promise<void> {
    const former = Object.entries(await this.#aliases())
      .filter(([name, { aliases }]) => name !== index && this.#alias in aliases)
      .map(([name]) => name);
    const actions = [
      ...former.map((name) => ({ remove: { index: name, alias: this.#alias } })),
      { add: { index, alias: this.#alias } },
    ];
    await this.client.request({ method: "POST", path: "/_aliases", body: { actions } });
  }

  async delete(index: string): Promise<void> {
    await this.client.request({ method: "DELETE", path: `/${index}`, expected: [404] });
  }
}

interface StateDocument {
  readonly _index: string;
  readonly _seq_no: number;
  readonly _primary_term: number;
  readonly _source: { readonly state: IndexState };
}

function toVersionedState({
  _index,
  _seq_no,
  _primary_term,
  _source: { state },
}: StateDocument): VersionedState {
  if (state.schemaVersion !== SCHEMA_VERSION) {
    throw new DatelineError(
      "index-format",
      `Cannot read the index "${_index}": it has schema version ${state.schemaVersion}, but this program reads ${SCHEMA_VERSION}; publish the index again`,
    );
  }
  return { index: _index, state, sequence: _seq_no, primaryTerm: _primary_term };
}
