import type { Span } from "../types.ts";
import { DAY, MONTH, WEEKDAY, YEAR } from "./time-words.ts";

const name = (pattern: string, flags = "gi") => new RegExp(pattern, flags);

/** Events named after their day. With "on January 6" or a year it is still a day. */
const EVENTS =
  "(?:(?:house\\s+|senate\\s+)?select\\s+|capitol\\s+|terror(?:ist)?\\s+|terrorism\\s+|hamas\\s+|suicide\\s+|gunpowder\\s+|mass\\s+|youth\\s+|parliament\\s+)?(?:riots?|rioters?|attacks?|attackers?|insurrection\\w*|massacres?|uprising|revolution|revolt|revolutionaries|coup|bombings?|bombers?|shootings?|earthquakes?|quake|tsunami|martial\\s+law|committee|panel|movement|incident|killings?|plot|plotters|pardons?|defendants?|hijackers?|hijackings?|hearings|victims?|survivors|memorial|museum|commission|conspirac\\w+|generation|assassination|invasion|pogrom|crackdown|disaster|alliance|brigades?|hostages?|group(?!\\s+stage))\\b";
const NOT_ON = "(?<!\\bon\\s+(?:the\\s+)?)";

/** Products, laws and plans that are named by a year. */
const NUMBERED =
  "made\\s+in\\s+china|windows|office|excel|word|powerpoint|outlook|natura|highway|title|chapter|regulation|directive|ordinance|exchange|sharepoint|visual\\s+studio|sql\\s+server|server|autocad|photoshop|project|agenda|vision|mission|operation|model|route|room|flight|peugeot|bmw|fiat|saab|area|version|resolution|act|law|section|article|bill|decree|bus|gate|suite|catch|channel|race|odyssey|runner|iso|fortune|forbes|russell|nikkei|ftse|cac|orwell['’]?s?|studio|class\\s+of|boeing|airbus|trump|harris|biden|nintendo|gallery|galaxy|asteroid|unit|bus|platform|apollo|formula|horizon|generation|cyberpunk|battlefield|fifa|madden|nba";

/**
 * Words before a number that does not belong to the month after it: "iphone 17 september launch", "covid 19 march
 * 2020".
 */
const COUNTED_BEFORE =
  "top|best|worst|windows|ios|ipados|macos|android|iphone|ipad|galaxy|pixel|playstation|xbox|chrome|firefox|covid|formula|apollo|artemis|level|season|series|week|chapter|part|channel|group|class|grade|day|number|no\\.?|episode|cop|article|section|route|phase|tier|game|stage|round|version";

/** Laws and cases that are numbered within a year: "ley 11/2024". */
const LAWS =
  "ley(?:\\s+orgánica)?|(?:real\\s+)?decreto(?:[-\\s]ley)?|orden|resolución|sentencia|loi|décret|ordonnance|règlement|arrêté|gesetz|verordnung|richtlinie|beschluss|urteil|drucksache|resolution|regulation|directive|decision|act|law|bill|case|order|opinion|circular|ordinance|no\\.?|nr\\.?|n[°º]";

/** What follows the title of a work: "yesterday lyrics", "the last five years musical". */
const WORKS =
  "(?:song|lyrics|chords|karaoke|soundtrack|musical|sitcom|trailer|cast|plot|ending\\s+explained|(?:movie|film|album|book|novel)(?!\\s+(?:releases?|premieres?|reviews?|sales|charts?|festivals?|awards?|box)))\\b";
const PHRASES_OF_TIME =
  "(?:(?:the\\s+)?(?:last|past)\\s+(?:\\w+\\s+)?(?:days?|weeks?|months?|years?|summer|winter|night)|\\w+\\s+(?:days?|weeks?|months?|years?)\\s+ago|yesterday|today|tonight";

/** Texts that contain the name of a time but mean none. */
const NAMES: readonly RegExp[] = [
  // Future times and recurring days: "next Monday", "the second Monday of each month".
  name(
    `\\b(?:next|coming|following|first|second|third|fourth|fifth|final|each|every(?:\\s+other)?|any|another|some|alternate|an?|one|no)\\s+${WEEKDAY}\\b`,
  ),
  // "The last Friday of the month", "the first Monday in October", "a week on Monday".
  name(
    `\\b(?:the\\s+)?(?:last|first|second|third|fourth|final)\\s+${WEEKDAY}\\s+(?:of|in|before|after)\\s+\\w+(?:\\s+${YEAR})?`,
  ),
  name(`\\b(?:week|fortnight|month)\\s+(?:on|from|after)\\s+${WEEKDAY}\\b`),
  name(
    `\\blater\\s+(?:today|this\\s+(?:week|weekend|month|quarter|year|decade|spring|summer|autumn|fall|winter))\\b`,
  ),
  name(`\\bthank\\s+(?:god|goodness)\\s+it['’]?s\\s+friday\\b|\\btoday\\s+in\\s+history\\b`),
  name(`${PHRASES_OF_TIME}|${WEEKDAY})\\s+${WORKS}`),
  name(
    "\\b(?:the\\s+)?beatles['’]?\\s+yesterday\\b|\\byesterday\\s+(?:by\\s+)?(?:the\\s+)?(?:beatles|paul\\s+mccartney)\\b",
  ),
  // "Tonight, Tonight", "Monday, Monday".
  name(`\\b(yesterday|today|tonight|${WEEKDAY.slice(1, -1)}),?\\s+\\1\\b`),
  name(`\\bnever\\s+on\\s+${WEEKDAY}\\b|\\b${WEEKDAY}['’]s\\s+(?:child(?:ren)?|gone)\\b`),
  name(`\\b(?:${COUNTED_BEFORE})[\\s-]+\\d{1,2}(?=\\s+${MONTH}\\b)`),
  name(
    `(?<!\\p{L})(?:${LAWS})\\s+(?:n[°ºo]\\.?\\s*|\\(\\p{L}+\\)\\s+)?(?:\\d{1,4}/${YEAR}|${YEAR}/\\d{1,4})`,
    "giu",
  ),
  // Several times that are compared, and half of one.
  name(`(?<!\\b(?:between|in|during|from)\\s+)${YEAR}\\s+(?:and|or|nor|vs\\.?|versus)\\s+${YEAR}\\b`),
  name(`\\b(?:in\\s+)?${MONTH}\\s+(?:or|nor|vs\\.?|versus)\\s+${MONTH}\\b`),
  name(`\\b(?:on\\s+)?${WEEKDAY}\\s+(?:or|nor|vs\\.?|versus)\\s+${WEEKDAY}\\b`),
  name("\\bhalf\\s+an?\\s+\\w+\\s+ago\\b"),
  // "Since May took office", "the Long March".
  name(
    `\\bsince\\s+${MONTH}\\s+(?:resigned|took|became|was|left|called|lost|won|quit|stepped|came|has|had|said|announced|met|signed)\\b`,
  ),
  name("\\b(?:women['’]?s|salt|long|million\\s+man|freedom|death|peace|protest|hunger)\\s+march\\b"),
  name(`\\blike\\s+it['’]?s\\s+${YEAR}\\b`),
  name(`\\b${WEEKDAY}\\s+(?:next(?:\\s+week)?|after\\s+next|week|fortnight)\\b`),
  name(`\\b(?:next|coming|following)\\s+(?:weekend|${MONTH})\\b`),
  // Special days, people, clubs, and things named after a day.
  name(
    `\\b(?:black|good|easter|super|palm|ash|fat|bloody|cyber|giving|holy|maundy|whit|shrove|blue|low|freaky|ruby|taco|happy|sheffield|stormy|manic|spy|throwback|thirsty|meatless|small\\s+business|flashback|motivation|green|clean|red|plough|casual|man|girl|his|her|my|given|joe)\\s+${WEEKDAY}\\b`,
  ),
  name(
    `\\b${WEEKDAY}\\s+(?:night\\s+(?:live|lights|football|raw|baseball|fever|smackdown|takeaway|in\\s+canada)|times|mail|(?:evening\\s+)?post|telegraph|express|mirror|herald|post|sun|star|people|independent|mercury|standard|business|league|club|addams|prayers?|sermons?|mosque|school|schools|roast|market|the\\s+(?:13th|thirteenth)|for\\s+future)\\b`,
  ),
  name(`\\b(?:mail|(?:the\\s+)sun|scotland|independent|wales|ireland|business|observer)\\s+on\\s+sunday\\b`),
  name(
    `\\b(?:may\\s+day|mayday|march\\s+(?:madness|of\\s+dimes)|ides\\s+of\\s+march|black\\s+september|red\\s+october)\\b`,
  ),
  // "Theresa May", "Wilson and August Strindberg": months as names beside another name.
  name(
    `\\b(?:theresa|brian|fiona|elaine|james|teresa|peter|imelda|fredric|frederic|lady|mrs\\.?|ms\\.?|mr\\.?)\\s+(?:may|march)\\b`,
  ),
  name(
    "\\b(?:June|April|August|May|January)\\s+(?:Carter|Jones|Wilson|Strindberg|O['’]Neil|Allyson|Whitfield|Sarpong|Alsina|Ames|Pang|Britten)\\b",
    "g",
  ),
  name(
    "(?<=\\p{Lu}\\p{L}+\\s+(?:and|or|&)\\s+)(?<!\\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\\s+and\\s+)(?:May|April|June|August|March|Jan)\\b(?!\\s+\\d)",
    "gu",
  ),
  // "The January 6 riot", "the 7 October attack".
  name(`${NOT_ON}\\b${MONTH}\\s+${DAY}\\s+${EVENTS}`),
  name(`${NOT_ON}\\b${DAY}\\s+(?:of\\s+)?${MONTH}\\s+${EVENTS}`),
  // "Windows 2000", "Project 2025".
  name(`\\b(?:${NUMBERED})\\s+${YEAR}\\b`),
  name(`\\b${YEAR}:?\\s+a\\s+space\\s+odyssey\\b`),
  name(`\\b(?:the\\s+(?:film|movie|novel|album|song|musical)|novel|wonder\\s+woman)\\s+${YEAR}\\b`),
  name("\\bprince\\s+1999\\b|\\bswift['’]?s?\\s+1989\\b|\\baudi\\s+q[1-8]\\b"),
  // Papers, programmes and films.
  name("\\b(?:usa|history|psychology|physics|christianity)\\s+today\\b"),
  name("\\b(?:India|Russia|Malaysia|Business|Turkey|China|Iran|Pakistan)\\s+Today\\b", "g"),
  name("\\b(?:the\\s+)?(?:today|tonight)\\s+(?:show|program(?:me)?)\\b"),
  name(
    "\\blast\\s+(?:week\\s+tonight|night\\s+in\\s+soho)\\b|\\bthis\\s+week\\s+(?:with|in\\s+(?:tech|startups))\\b|\\bwhat\\s+you\\s+did\\s+last\\s+summer\\b|\\bseven\\s+days\\s+in\\s+may\\b|\\byesterday\\s+once\\s+more\\b|\\b(?:the\\s+)?latest\\s+(?:possible\\s+)?(?:date|time)\\b|\\bat\\s+the\\s+(?:very\\s+)?latest\\b",
  ),
];

/** Spans of a query with names that look like times. */
export function findTimeNames(text: string): readonly Span[] {
  return NAMES.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), ({ 0: found, index: start }) => ({
      start,
      end: start + found.length,
    })),
  );
}
