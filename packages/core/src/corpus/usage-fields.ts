import { isNo, isYes, type StatedValue, type UsageTerms } from "./withholding.ts";

/*
 * Field names of usage terms, in lower case without blanks, `_` and `-`: ninjs, Superdesk, PRISM, Hugo,
 * Jekyll, WordPress, Ghost, schema.org, and columns of content systems.
 */
const STATUSES =
  words(`pubstatus publishedstatus lifecycle lifecyclestate lifecyclestatus publicationstatus publishingstatus publishstatus managementstatus poststatus
  articlestatus contentstatus itemstatus editorialstatus workflowstatus workflowstate publicationstate publishstate
  contentstate poststate itemstate`);
/** They have many other meanings, so only words that are publication statuses count. */
const VAGUE_STATUSES = words("status state visibility");
/** Fields that state a message's request. Only words that withdraw count. */
const REQUESTS =
  words(`action actiontype operation op signal signals instruction event eventtype changetype versiontype
  updatetype messagetype`);
/**
 * In a type, other words name kinds of articles, such as a recall of cars or a notice that retracts another
 * article.
 */
const TYPE = "type";
const TYPE_WITHDRAWS = /^(?:kill|killed|delete|deleted|tombstone|takedown)$/i;
const WITHDRAWS =
  /^(?:kill|killed|delete|deleted|withdraw|withdrawn|retract|retracted|takedown|take-down|unpublish|recall|cancel|spike|rescind|rescinded)$/i;
/** The object of an event or operation. */
const OBJECT_OF_EVENT =
  /^(?:article|story|item|content|post|entry|document|news)[ _-]?(?=\p{L})|[ _-](?:article|story|item|content|post|entry|document)$/iu;
const EMBARGO = /^(?:is|under|isunder|has|utc)?embargo/;
/** Fields that do not say whether the article may be shown. */
const OF_AN_EMBARGO = /^embargo.*(?:lifted|timezone|tz|type|by|id|countries|regions)$/;
/** Texts in place of a date that say that there is no embargo. */
const NO_EMBARGO =
  /^\W*(?:n\/?a|not applicable|no(?:ne|t)? ?(?:under )?embargo(?:ed)?|(?:embargo )?(?:lifted|expired|ended|over|released|passed))?\W*$/i;
const EMBARGO_NOTE = /^embargo.*(?:text|note|reason|message|label|description|comment)$/;
const RELEASES = words(`donotpublishbefore notbefore donotusebefore golivedate golivetime goliveat releaseat
  holduntil holdtill`);
/** These also name past and vague dates, so only a future date withholds. */
const SCHEDULES =
  words(`releasedate releasetime releasedat releaseson availablefrom availableat visiblefrom displayfrom
  showfrom publishat publishon publishafter publishfrom publishschedule utcpublishschedule scheduledat scheduledfor
  scheduledtime scheduleddate scheduledpublishdate publicationschedule startpublishing publishup publishstart publishstartdate
  publishstarttime publicationstart publicationstartdate onlinefrom onlinedate activefrom livefrom liveat golive visibleafter
  showafter hideuntil displaystart displaystartdate availabilityfrom availabilitystart availabilitystarts availableon
  available validfrom notbeforedate firstreleaseat firstreleasedate`);
const ENDS =
  words(`expires expiresat expireson expiry expirydate expirationdate expirationtime unpublishdate unpublishat
  unpublishon validuntil validthrough validto availableuntil visibleuntil publishdown endpublishing deletedat removedat
  killedat withdrawnat retractedat unpublishedat recalledat trashedat expiredate expiration offtime offlinedate offlinefrom
  onlineuntil activeuntil showuntil displayuntil displayto visibleto publishend publishenddate publicationend
  publicationenddate availabilityuntil availabilityend availabilityends takedownat takedowndate hideafter hidefrom`);
/** Hugo hides a page before this date. Elsewhere it is the date of publication. */
const PUBLISH_DATE = "publishdate";
/**
 * Hugo uses the first of these instead of `publishDate`, and Jekyll uses `date`. By default both leave out
 * pages with a future date.
 *
 * @see https://gohugo.io/configuration/front-matter/ https://jekyllrb.com/docs/configuration/options/
 */
const PAGE_DATES = ["pubdate", "published", "date"];
/** Hugo's `build: { render: never }` and Eleventy's `permalink: false` write no page. */
const NO_PAGE = /^_?build\.render$|^permalink$/i;
const NEVER: readonly unknown[] = ["never", "link", "false", false];
const DRAFTS =
  words(`draft isdraft headless private isprivate hidden ishidden unlisted isunlisted confidential isconfidential
  internalonly notforpublication donotpublish markedfornotpublication onhold isonhold`);
const PUBLISHED =
  words(`published ispublished publish public ispublic visible isvisible approved isapproved enabled isenabled
  active isactive`);
/** The password of a WordPress post. */
const PASSWORDS = words("postpassword");
const WITHDRAWALS =
  words(`deleted isdeleted kill killed iskilled retracted isretracted withdrawn iswithdrawn removed
  isremoved tombstone istombstone withheld iswithheld unpublished isunpublished recalled isrecalled canceled cancelled spiked trashed expired isexpired`);
/** Objects in which content systems keep usage terms: Superdesk, Zola, Hugo, WordPress. */
const CONTAINERS =
  words(`extra flags sys availability available distribution build schedule schedulesettings meta metadata rights rightsinfo usage usageterms customfields acf params
  publishing publication workflow properties revision`);
/** Prose notes to editors and on usage: ninjs, Superdesk, AP, IPTC photo metadata. */
const NOTES =
  words(`ednote ednotes editornote editorsnote editorialnote editorialnotes notetoeditor notetoeditors notestoeditors
  usageterms usageterm specialinstructions specialinstruction editorialinstructions publishinginstructions usageinstructions
  usagerestrictions embargonote`);
/** Names of the date in an embargo object. */
const EMBARGO_DATES = words(
  "date until till end ends enddate to time utc value at datetime lift liftat liftdate release releasedate $date",
);
/** Maximum objects to read in a list. */
const MAX_OBJECTS = 20;
const EMBARGO_SWITCHES = words("enabled active isactive embargoed isembargoed on set status");

/** Removes case, blanks, `_` and `-`, so that `embargoed_until` and `embargoedUntil` are the same name. */
export function fieldName(key: string): string {
  return key.toLowerCase().replace(/[\s_-]/g, "");
}

/** Also removes the prefix of a vocabulary, such as `prism:`. */
function usageName(key: string): string {
  return fieldName(key).replace(/^(?:[a-z]{1,12}:|@)/, "");
}

/** True for a field that says whether the article may be shown. */
export function isUsageField(key: string, value: unknown): boolean {
  const name = usageName(key);
  if (name === TYPE) return isTypeOfWithdrawal(value);
  if (PUBLISHED.has(name)) return isSwitch(value);
  if (REQUESTS.has(name)) return isWithdrawal(value);
  return (
    isEmbargo(name) ||
    isNoteField(key) ||
    EMBARGO_NOTE.test(name) ||
    [STATUSES, VAGUE_STATUSES, RELEASES, SCHEDULES, ENDS, DRAFTS, PASSWORDS, WITHDRAWALS].some((names) =>
      names.has(name),
    )
  );
}

/** True for a note in prose, which rarely says that the article may not be shown. */
export function isNoteField(key: string): boolean {
  return NOTES.has(usageName(key));
}

/**
 * Usage terms in the fields of a record, and in objects such as `extra` within it.
 *
 * @param isFrontMatter true for a page's front matter, where `publishDate` hides the page until then
 */
export function usageOfFields(
  record: Readonly<Record<string, unknown>>,
  { id, isFrontMatter = false }: { readonly id: string | null; readonly isFrontMatter?: boolean },
): UsageTerms {
  const fields = fieldsWithin(record);
  const named = (isNamed: (name: string) => boolean): readonly StatedValue[] =>
    fields.filter(({ key }) => isNamed(key)).map(({ name, value }) => ({ name, value: unwrap(value) }));
  const isRelease = (key: string) => RELEASES.has(key) || (isFrontMatter && key === PUBLISH_DATE);
  const embargoes = named(isEmbargo).flatMap(({ name, value }) => embargoStatements(name, value));
  const releases = [...embargoes.filter(({ isNote }) => !isNote), ...named(isRelease)];
  const notes = [...embargoes.filter(({ isNote }) => isNote), ...named((key) => EMBARGO_NOTE.test(key))];
  const isStated = releases.some(({ value }) => !isNo(value));
  return {
    id,
    statuses: named((key) => STATUSES.has(key) || VAGUE_STATUSES.has(key)).map(statusStatement),
    withdrawals: fields.filter(({ key, value }) => withdraws(key, value)),
    drafts: fields.filter(
      ({ name, key, value }) => isDraft(key, value) || (isFrontMatter && isNoPage(name, value)),
    ),
    // A note gives the reason. Without a date it implies an embargo.
    releases: isStated ? releases : [...releases, ...notes],
    schedules: [...named((key) => SCHEDULES.has(key)), ...(isFrontMatter ? pageDate(fields) : [])],
    notes: named(isNoteField).flatMap(({ name, value }) =>
      textsIn(value).map((text) => ({ name, value: text })),
    ),
    ends: named((key) => ENDS.has(key)),
  };
}

interface UsageField extends StatedValue {
  readonly key: string;
}

function fieldsWithin(record: Readonly<Record<string, unknown>>): readonly UsageField[] {
  return Object.entries(record).flatMap(([name, value]) => {
    const key = usageName(name);
    const own = { name, key, value };
    // JSON Feed extensions begin with an underscore.
    const isContainer = CONTAINERS.has(key) || name.startsWith("_");
    if (!isContainer) return [own];
    const objects = (Array.isArray(value) ? value.slice(0, MAX_OBJECTS) : [value]).filter(isObject);
    const inner = objects.flatMap((object) =>
      Object.entries(object).map(([within, one]) => ({
        name: `${name}.${within}`,
        key: keyWithin(key, usageName(within)),
        value: one,
      })),
    );
    return [own, ...inner];
  });
}

/** Reads `availability: { from }` as `availabilityFrom`. */
function keyWithin(container: string, key: string): string {
  const whole = `${container}${key}`;
  return SCHEDULES.has(whole) || ENDS.has(whole) ? whole : key;
}

/** A note is a text, or an object or list that contains texts. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  const parts = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return parts
    .flatMap((part) => (isObject(part) ? Object.values(part) : [part]))
    .filter((part) => typeof part === "string");
}

function isEmbargo(key: string): boolean {
  return EMBARGO.test(key) && !OF_AN_EMBARGO.test(key) && !EMBARGO_NOTE.test(key);
}

/** An embargo is a date, a switch, or an object or list of these. */
function embargoStatements(name: string, value: unknown): readonly (StatedValue & { isNote: boolean })[] {
  if (Array.isArray(value)) return value.flatMap((one) => embargoStatements(name, one));
  if (typeof value === "string" && NO_EMBARGO.test(value)) return [];
  if (!isObject(value)) return [{ name, value, isNote: false }];
  const known = Object.entries(value).flatMap(([within, one]) => {
    const key = fieldName(within);
    const isNote = !EMBARGO_DATES.has(key) && !EMBARGO_SWITCHES.has(key);
    return isNo(one) ? [] : [{ name: `${name}.${within}`, value: unwrap(one), isNote }];
  });
  const isOff = Object.entries(value).some(
    ([within, one]) => EMBARGO_SWITCHES.has(fieldName(within)) && isNo(one),
  );
  return isOff ? [] : known;
}

/** Hugo's `draft: true` and Jekyll's `published: false`. */
function isDraft(key: string, value: unknown): boolean {
  // Drupal's switch. Elsewhere a status is a word.
  if (key === "status") return value === false;
  // Sanity stores drafts as separate documents.
  if (key === "id") return typeof value === "string" && value.startsWith("drafts.");
  if (PASSWORDS.has(key)) return typeof value === "string" && value.trim() !== "";
  return (DRAFTS.has(key) && isYes(value)) || (PUBLISHED.has(key) && isSwitch(value) && !isYes(value));
}

function isNoPage(name: string, value: unknown): boolean {
  // Hexo's layout for drafts.
  if (fieldName(name) === "layout") return value === "draft";
  return NO_PAGE.test(name) && NEVER.includes(value);
}

function pageDate(fields: readonly UsageField[]): readonly StatedValue[] {
  if (fields.some(({ key, value }) => key === PUBLISH_DATE && !isNo(value))) return [];
  const dates = PAGE_DATES.flatMap((name) =>
    fields.filter(({ key, value }) => key === name && !isSwitch(value)),
  );
  return dates.slice(0, 1);
}

function isTypeOfWithdrawal(value: unknown): boolean {
  return typeof value === "string" && TYPE_WITHDRAWS.test(value.trim());
}

function withdraws(key: string, value: unknown): boolean {
  if (key === TYPE) return isTypeOfWithdrawal(value);
  return (WITHDRAWALS.has(key) && isYes(value)) || (REQUESTS.has(key) && isWithdrawal(value));
}

/** True for words that withdraw an article, such as "kill", also in a list. */
export function isWithdrawal(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isWithdrawal);
  // Events have names such as "article.deleted".
  return typeof value === "string" && WITHDRAWS.test(verbOf(value));
}

/** "deleted" from `ARTICLE_DELETED`, "unpublish" from `unpublish-story`. */
function verbOf(value: string): string {
  const last = value.trim().split(/[.:/]/).at(-1) ?? "";
  return last.replace(OBJECT_OF_EVENT, "");
}

/** True for a value that means yes or no. */
function isSwitch(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "" && (isYes(value) || isNo(value));
}

/** A status is a word, or an object that contains one. */
function statusStatement({ name, value }: StatedValue): StatedValue {
  if (!isObject(value)) return { name, value };
  const word = ["qcode", "uri", "code", "slug", "value", "name", "label"]
    .map((key) => value[key])
    .find((one) => typeof one === "string");
  return { name, value: word };
}

/** `{ "date": … }`, the form of some APIs. */
function unwrap(value: unknown): unknown {
  if (!isObject(value)) return value;
  return "date" in value && Object.keys(value).length === 1 ? value["date"] : (value["$date"] ?? value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
