const STORY =
  "(?:stor(?:y|ies)|articles?|items?|reports?|copy|dispatch|takes?|alert|text|release|content|versions?|it)";
/**
 * What may be killed or deleted while the story stays, such as an earlier version, a picture or a paragraph.
 */
const OTHER_OR_PART =
  /^\W*(?:(?:the|all|our|of|this|any|above|use of) )*(?:previous|earlier|prior|last|first|second|third|fourth|fifth|final|other|old|original|duplicate|photos?|pictures?|images?|graphics?|videos?|audio|leads?|paras?|paragraphs?|grafs?|headlines?|captions?|references?|names?|lines?|sentences?|quotes?|links?|words?|bylines?|\d+(?:st|nd|rd|th)?)\b/i;
/** An order, at the start of a sentence or addressed to editors. */
const ORDER =
  /(?:^|[.:;!?\n(–—-]\s*|\b(?:eds|editors|attention|mandatory|bulletin|urgent|please|must)\b[:,]?\s+)(?<verb>kills?|withdraws?|retracts?|recalls?|spike|delete)\b(?<behind>[^.\n]{0,60})/gi;
const OF_THE_STORY = new RegExp(
  `^\\s+(?:(?:this|the|our|entire|whole|all|above)\\s+){0,2}(?:\\w+\\s+)?${STORY}\\b|^\\s+(?:this|immediately|at once)\\b`,
  "i",
);
/** Orders that agencies write in capitals without an object. */
const ORDER_IN_CAPITALS = /^(?:KILL|WITHDRAW|RETRACT)S?$/;
const NOTICE =
  /\b(?:mandatory|bulletin|urgent) (?:kill|withdrawal|recall)\b|\bkill (?:mandatory|notice|advisory|order)\b|^\W*(?:killed|withdrawn|withdrawal|retracted|recalled|withheld)\W*$|\b(?:must|should) be (?:killed|withdrawn)\b/i;
const TAKEN_BACK = "(?:killed|withdrawn|retracted|removed|recalled|spiked|pulled)";
/** "This story replaces one that was withdrawn" */
const NOT_OF_ANOTHER = "(?<!\\b(?:which|that|one) )";
const STATEMENTS: readonly RegExp[] = [
  new RegExp(
    `\\b(?:this|the|our|above|following) (?:\\w+ )?${STORY}\\b[^.\\n]{0,60}?${NOT_OF_ANOTHER}\\b(?:(?:has|have) been|is|are|was|should be|must be) (?:hereby |being )?${TAKEN_BACK}\\b`,
    "i",
  ),
  new RegExp(`\\b(?:has|have) ${TAKEN_BACK} (?:this|its|the|our) (?:\\w+ )?${STORY}\\b`, "i"),
  new RegExp(`(?:^|[.:;!?\\n(–—-]\\s*)(?:story|article|item) ${TAKEN_BACK}\\b`, "i"),
];
/** UTF-16 units. */
const MAX_NOTE = 4_000;
const ANY_KILL = /kill|withdraw|withheld|retract|recall|remov|spike|pulled|delete/i;

/**
 * True if an editor's note withdraws the story, as in "KILL", "Please kill this story" and "This story has
 * been withdrawn". False for notes about events ("Adds number killed") or part of the story ("Kill 3rd
 * graf").
 */
export function isKillNote(note: string): boolean {
  const text = note
    .slice(0, MAX_NOTE)
    .replace(/[^\S\n]+/g, " ")
    .trim();
  if (!ANY_KILL.test(text)) return false;
  return isOrder(text) || [NOTICE, ...STATEMENTS].some((pattern) => isAboutStory(pattern, text));
}

function isOrder(text: string): boolean {
  for (const { groups } of text.matchAll(ORDER)) {
    const { verb = "", behind = "" } = groups ?? {};
    const isWhole = ORDER_IN_CAPITALS.test(verb) && /^\s*[;,–—-]/.test(behind);
    if (!isWhole && OTHER_OR_PART.test(behind)) continue;
    if (ORDER_IN_CAPITALS.test(verb) || OF_THE_STORY.test(behind)) return true;
    if (/^\s*(?:$|[!;)])/.test(behind) && /^kill$/i.test(verb)) return true;
  }
  return false;
}

function isAboutStory(pattern: RegExp, text: string): boolean {
  const [found] = pattern.exec(text) ?? [];
  return (
    found !== undefined && !OTHER_OR_PART.test(found.replace(/^\W*(?:the|this|our|has|have|been) /i, ""))
  );
}

/** Headlines that agencies send instead of a story that they withdrew. */
const TITLES: readonly RegExp[] = [
  /^\W*(?:(?:BULLETIN|URGENT|ATTENTION|EDITORS)[ :-]+){0,2}MANDATORY KILL\b|^\W*(?:BULLETIN KILL|KILL (?:NOTICE|ADVISORY))\b/,
  /^\W*(?:(?:BULLETIN|URGENT|ATTENTION|EDITORS)[ :-]+){0,2}(?:STORY (?:REMOVED|WITHDRAWN|KILLED|RETRACTED)|KILL(?:ED)?|WITHDRAWN)\s*(?::|[–—]|-(?!\p{L})| -)/u,
];
/** Used by Reuters. A headline all in capitals may be about an event. */
const WITHDRAWAL = /^\W*WITHDRAWAL\s*[:–—-]/;

/** True for the headline of a notice that withdraws a story. */
export function isKillTitle(title: string): boolean {
  const isMixed = title !== title.toUpperCase();
  return TITLES.some((pattern) => pattern.test(title)) || (isMixed && WITHDRAWAL.test(title));
}
