import { randomBytes } from "node:crypto";
import { deriveSecret } from "@dateline-search/core/adapters/alerts/sign-webhook";
import { newAlertId } from "@dateline-search/core/alerts/new-alert-id";
import {
  type AlertChannel,
  alertQuery,
  ROOT_SECRET,
  type SavedSearch,
} from "@dateline-search/core/alerts/saved-search";
import { SavedSearchList } from "@dateline-search/core/alerts/saved-search-list";
import { DatelineError } from "@dateline-search/core/errors";
import type { ObjectStore } from "@dateline-search/core/ports/object-store";
import { type AskOptions, askService } from "../ask-service.ts";
import { LazyOnce } from "../lazy-once.ts";
import { RequestError } from "../request-error.ts";
import type { SearchService } from "../search-service.ts";
import {
  type AlertList,
  type AlertsAnswer,
  type AlertTest,
  type CreatedAlert,
  parseAlertBody,
  toAlertAnswer,
} from "./alert-requests.ts";

export interface AlertServiceParts {
  /** The store of the index. It must be allowed to write `alerts.json` and `alerts/`. */
  readonly openStore: () => Promise<ObjectStore>;
  /** Root from which webhook secrets are derived. If `undefined`, no webhook can be added. */
  readonly rootSecret: () => string | undefined;
  /** Also allow webhooks on this machine and its own network. */
  readonly allowPrivateAddresses: () => boolean;
}

/** Saved searches over HTTP. Every caller sees all of them, but no secrets, and only the hosts of webhooks. */
export class AlertService {
  readonly #list: LazyOnce<SavedSearchList>;
  readonly #parts: AlertServiceParts;

  constructor(parts: AlertServiceParts) {
    this.#parts = parts;
    this.#list = new LazyOnce(async () => new SavedSearchList(await parts.openStore()));
  }

  async list({ limit, after }: AlertList): Promise<AlertsAnswer> {
    const all = await (await this.#list.get()).read();
    const sorted = all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const rest = after === undefined ? sorted : sorted.filter(({ id }) => id > after);
    const page = rest.slice(0, limit);
    return {
      alerts: page.map(toAlertAnswer),
      nextAfter: page.length < rest.length ? (page.at(-1)?.id ?? null) : null,
    };
  }

  /** @throws RequestError `alert-missing` */
  async get(id: string): Promise<SavedSearch> {
    const found = (await (await this.#list.get()).read()).find((search) => search.id === id);
    if (found === undefined) throw alertMissing(id);
    return found;
  }

  /** @throws RequestError `alert-exists`; DatelineError `invalid-input`, `write-conflict` */
  async create(body: unknown): Promise<CreatedAlert> {
    const allowPrivateAddresses = this.#parts.allowPrivateAddresses();
    const { saved, channel: wanted } = parseAlertBody(body, { now: new Date(), allowPrivateAddresses });
    const { channel, secret } =
      wanted.type === "feed" ? { channel: wanted, secret: null } : this.#webhook(wanted.url);
    const search: SavedSearch = { ...saved, id: saved.id ?? newAlertId(saved.name), channel };
    const list = await this.#list.get();
    if ((await list.read()).some(({ id }) => id === search.id)) {
      throw new RequestError(
        "alert-exists",
        `Cannot save the search: there is one with the id "${search.id}"`,
      );
    }
    await list.add(search);
    return { ...toAlertAnswer(search), secret };
  }

  /** Pending messages are still sent. @throws RequestError `alert-missing` */
  async remove(id: string): Promise<void> {
    if ((await (await this.#list.get()).remove(id)) === undefined) throw alertMissing(id);
  }

  /**
   * Only the caller who adds the webhook sees the secret. It is not stored, because it is derived from the root
   * and the salt.
   */
  #webhook(url: string): { readonly channel: AlertChannel; readonly secret: string } {
    const root = this.#parts.rootSecret();
    if (root === undefined) {
      throw new DatelineError(
        "invalid-input",
        `Cannot save the search: there are no webhooks here, ${ROOT_SECRET} is not set`,
      );
    }
    const salt = randomBytes(16).toString("hex");
    return { channel: { type: "webhook", url, secret: ROOT_SECRET, salt }, secret: deriveSecret(root, salt) };
  }
}

/** As many as fit on a screen. */
const TESTED_HITS = 10;

/** Finds what an alert would have reported. @throws as `AlertService.get` and `askService` */
export async function testAlert(
  { alerts, service }: { readonly alerts: AlertService; readonly service: SearchService },
  id: string,
  options: AskOptions,
): Promise<AlertTest> {
  const query = { ...alertQuery(await alerts.get(id)), limit: TESTED_HITS };
  const { generation, total, hits } = await askService(
    service,
    (stopwatch) => service.search({ query, cursor: null, fields: null }, stopwatch),
    options,
  );
  return { generation, total, hits };
}

function alertMissing(id: string): RequestError {
  return new RequestError(
    "alert-missing",
    `Cannot find the saved search "${id.slice(0, 80)}": there is none`,
  );
}
