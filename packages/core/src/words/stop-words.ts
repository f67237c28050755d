/** English function words, which are in nearly every passage: they cost time and carry no meaning. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a about above after again against all am an and any are as at be because been before being below between both but by can could " +
    "did do does doing down during each few for from further had has have having he her here hers herself him himself his how i if in " +
    "into is it its itself just me more most my myself no nor not of off on once only or other our ours ourselves out over own same " +
    "she should so some such than that the their theirs them themselves then there these they this those through to too under until " +
    "up us very was we were what when where which while who whom whose why will with would you your yours yourself yourselves"
  ).split(" "),
);

/** Words that are capitalised for emphasis or as operators: "do NOT", "cats AND dogs". */
const STRESSED = new Set(
  "all and any but few had has nor not now off one own she the too two was why yes you no".split(" "),
);
const LONGEST_ACRONYM = 3;

/** Function words that are acronyms in capitals: US, WHO, IT, IS, UP. */
export const ACRONYMS: ReadonlySet<string> = new Set(
  [...STOP_WORDS].filter((word) => word.length > 1 && word.length <= LONGEST_ACRONYM && !STRESSED.has(word)),
);
