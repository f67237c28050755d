/**
 * Tracking parameters, which never determine the page, by the service that adds them. Compiled from the
 * documentation of these services.
 */
const TRACKING_PARAMETERS: ReadonlySet<string> = new Set(
  [
    // Google Analytics and Ads
    "gclid gclsrc dclid gbraid wbraid gad_source gad_campaignid _ga _gl srsltid",
    // Meta, X, Microsoft, TikTok, LinkedIn, Pinterest, Snapchat, Reddit, Yandex, Instagram
    "fbclid fb_action_ids fb_action_types fb_source twclid msclkid ttclid li_fat_id epik sccid rdt_cid yclid ysclid igshid igsh",
    // Mail: Mailchimp, HubSpot, Marketo, Klaviyo, Campaign Monitor, Vero, Drip, Omeda, Oracle Eloqua, ActiveCampaign
    "mc_cid mc_eid _hsenc _hsmi hsctatracking __hstc __hssc __hsfp mkt_tok _ke _kx vero_id vero_conv oly_anon_id oly_enc_id __s elqtrackid elqtrack vgo_ee ck_subscriber_id",
    // Analytics of publishers: AT Internet, Webtrekk, Adobe, Matomo, Parse.ly, Chartbeat, IBM Coremetrics, Netstat
    "xtor xts at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 at_link_id at_link_type at_link_origin at_format at_campaign_type at_ptr_name at_bbc_team wt_mc wt_zmc wt.mc_id s_cid s_kwcid ef_id mtm_source mtm_medium mtm_campaign mtm_keyword mtm_content mtm_cid pk_source pk_medium pk_campaign pk_kwd pk_keyword pk_content cm_mmc cm_mmca1 ns_campaign ns_mchannel ns_source ns_linkname ns_fee",
    // Publishers' own: BBC, Guardian, New York Times, Washington Post, CNN, Al Jazeera, Reuters, Spiegel, NZZ, Yahoo
    "ocid cmp cmpid cmpcode intcmp int_cmp ncid smid smtyp partner_id ref_src ref_url referring_source traffic_source taid traffic.source rss_id ito sr_share __twitter_impression guccounter guce_referrer guce_referrer_sig soc_src soc_trk tsrc feedtype wtrid sara_ref utm",
  ]
    .join(" ")
    .split(" "),
);
const TRACKING_PREFIX = /^(?:utm_|hsa_|mtm_|pk_|at_ptr_|stm_)/;

/** AMP and mobile hosts show the same page as the plain address. */
const PHONE_HOST = /^(?:www\.)?(?:amp|m|mobile)\.(?=[^.]+\.[^.]+)/;
const AMP_PATH = /\/amp(?:\.html?)?$|\.amp(?=\.html?$)|\.amp$/;
/**
 * Parameters that do not select another page when they have these values, from AMP, Medium's feeds and share
 * buttons.
 */
const ADDED_VALUES: ReadonlyMap<string, RegExp> = new Map([
  ["amp", /^(?:1|true)?$/],
  ["outputtype", /^amp$/],
  ["source", /^rss(?:-|$)/],
  ["ref", /^(?:rss|feed|newsletter|share|twitter|facebook|linkedin|email)$/],
  [
    "share",
    /^(?:email|twitter|x|facebook|linkedin|reddit|tumblr|pinterest|telegram|whatsapp|jetpack-\w+|custom-\d+)$/,
  ],
]);
/** https://support.google.com/analytics and the AMP cache: the path contains the page's address. */
const AMP_CACHE = /^https?:\/\/(?:www\.google\.[a-z.]+\/amp|[^/]+\.cdn\.ampproject\.org\/[a-z])\/(s\/)?(.+)$/;

/** Fragments that only track readers or highlight words. */
const TRACKING_FRAGMENT = /^(?:utm_|xtor=|ref=|echobox=|:~:|intcid=|at_)/;

/**
 * Canonical form of a page's address: https, lower-case host without `www.`, no fragment, no tracking
 * parameters, no AMP or mobile variant, no trailing slash.
 *
 * @param url absolute
 * @throws TypeError when it is not a URL
 */
export function canonicalUrl(url: string): string {
  const canonical = new URL(outOfCache(url.trim()));
  canonical.hash = "";
  canonical.username = "";
  canonical.password = "";
  if (canonical.protocol === "http:") secure(canonical);
  canonical.hostname = canonical.hostname.replace(PHONE_HOST, "").replace(/^www\.(?=.*\.)/, "");
  const added = [...canonical.searchParams].filter(([name, value]) => isAdded(name.toLowerCase(), value));
  for (const [name] of added) canonical.searchParams.delete(name);
  // Leave an unchanged query string alone, since URLSearchParams would rewrite its escapes.
  if (canonical.searchParams.size === 0) canonical.search = "";
  canonical.pathname = canonical.pathname.replace(/\/+$/, "").replace(AMP_PATH, "").replace(/\/+$/, "");
  // The root path of a URL object cannot be empty, so remove the slash from the text.
  return canonical.search === "" ? canonical.href.replace(/\/$/, "") : canonical.href;
}

/**
 * Canonical form of an id that may be an address. Keeps the fragment, which may distinguish entries of one
 * page, unless the rest is the address of the article's page. Some publishers put the version of a story
 * there.
 *
 * @param url of the article; `null` if unknown
 */
export function canonicalId(id: string, url: string | null): string {
  if (!isWebAddress(id)) return id;
  const address = canonicalUrl(id);
  const fragment = new URL(id).hash.slice(1);
  const isPage = url !== null && isWebAddress(url) && canonicalUrl(url) === address;
  return fragment === "" || isPage || TRACKING_FRAGMENT.test(fragment) ? address : `${address}#${fragment}`;
}

/** True for an absolute web address. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** @param address absolute */
export function isFrontPage(address: string): boolean {
  const { pathname, search } = new URL(address);
  return pathname === "/" && search === "";
}

/** Leaves a non-default port alone, because `https` there is another server. */
function secure(url: URL): void {
  if (url.port === "") url.protocol = "https:";
}

function isAdded(name: string, value: string): boolean {
  if (TRACKING_PARAMETERS.has(name) || TRACKING_PREFIX.test(name)) return true;
  return ADDED_VALUES.get(name)?.test(value.toLowerCase()) ?? false;
}

function outOfCache(url: string): string {
  const [, isSecure, page] = AMP_CACHE.exec(url) ?? [];
  const address = `${isSecure === undefined ? "http" : "https"}://${page}`;
  return page?.includes(".") === true && URL.canParse(address) ? address : url;
}
