/** English function words. Nearly every passage contains them, so they cost time and carry no meaning. */
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

/**
 * Function words of other languages, as typed. The lists are the beginnings of those of the Snowball stemmers, plus
 * question words.
 */
const LISTS: Readonly<Record<string, string>> = {
  de: `aber als am an auch auf aus bei bin bis da damit das dass dein dem den der des die dies diese dieser doch du durch ein eine einem
    einen einer eines er es für gegen hat hatte haben ich ihr im in ins ist ja kann kein keine man mehr mit nach nicht noch nun nur ob
    oder ohne sein seine sich sie sind so über um und uns unter vom von vor wann war warum was wegen welche welchem welchen welcher
    welches wenn wer werden wie wieder wir wird wo worden wurde wurden zu zum zur zwischen`,
  fr: `à au aux avec ce ces cet cette comment dans de des du elle en entre est et être eu il ils je la le les leur lui ma mais me même mes
    moi mon ne nos notre nous on ont ou où par pas plus pour pourquoi qu quand que quel quelle quelles quels qui quoi sa sans se ses
    son sont sous sur ta te tes toi ton tu un une vos votre vous y été cause d l s c j n`,
  es: `a al algo ante como con contra cual cuál cuales cuando cuándo de del desde donde dónde durante e el él ella ellos en entre era es esa ese
    eso esta está este esto ha han hasta hay la las le les lo los más me mi muy ni no nos o para pero por porque que qué quien quién
    quienes se sea ser si sí sin sobre son su sus también te tiene un una unas uno unos y ya fue fueron cómo`,
  pt: `a ao aos as à às até com como contra da das de dela dele do dos e é ela ele eles em entre era essa esse esta está este eu foi foram há
    isso isto já mais mas me mesmo muito na nas nem no nos não o onde os ou para pela pelas pelo pelos por porque qual quais quando que
    quem se sem ser seu seus sob sobre sua suas também te tem um uma umas uns à`,
  it: `a ad ai al alla alle anche che chi ci col come con contro cosa cui da dal dalla dei del della delle di dove e è ed era fra gli ha hanno
    i il in io l la le lei lo loro lui ma mi ne nei nel nella noi non o per perché più quale quali quando quello questa questo se si
    sia sono su sua sue sul sulla suo tra un una uno voi d`,
  nl: `aan als bij dan dat de der deze die dit door een en er geen had heb heeft het hij hoe hun ik in is je kan maar me meer met mijn na naar
    niet nog nu of om onder ons ook op over te tegen tot uit van veel voor waar waarom was wat welke wie wij wordt worden zal ze zich
    zij zijn zo zonder`,
  sv: `att av de den det dem detta denna dig din du där en ett eller efter för från ha han har hon hur i inte jag kan man med men mot när nu
    och om på sig sin ska som så till under upp ut var varför vad vem vi vid vilka vilken är över`,
  da: `af alle at da de dem den der deres det dig din du efter eller en er et for fra ham han har hun hvad hvem hvor hvorfor i ikke ind jeg kan
    man med men mod når nu og om op os over på sig sin skal som til ud under var ved vi vil være`,
  nb: `av alle at da de dem den der det du etter eller en er et for fra ham han har hun hva hvem hvor hvorfor i ikke jeg kan man med men mot når nå
    og om opp oss over på seg sin skal som til ut under var ved vi vil være`,
  ru: `а без бы был была были было быть в вам вас во вот все вы где да для до его ее её если есть еще ещё же за здесь и из из-за или им их к как
    какая какие какой когда кто ли между мы на над не него нет ни но о об он она они от по под почему при про с со так также то только
    у уже что чтобы эта эти это этот я`,
  hi: `अपना अपनी अपने इस इसका इसके उन उनका उनकी उनके उस उसका उसके एक और कब कर करने कहाँ कहां का कि किस किसने की कुछ के को कौन कौनसा क्या क्यों गई गए गया जब जो तक
    तो था थी थे द्वारा न नहीं ने पर भी मामले में यह या ये लिए वह वाले वे से हुआ हुई हुए है हैं हो होने`,
  ar: `إلى الى أن ان إن أو او أي أين اين الذي التي بعد بين تم ثم حتى حول خلال ذلك ضد على عن عند في قبل قد كان كانت كل كم كما كيف لا لم لماذا لن له لها ما
    ماذا متى مع من منذ نحو هذا هذه هل هو هي و وقد يا`,
  tr: `ama bir bu da daha de en gibi hangi hem için ile kadar ki kim mi mı mu mü ne neden nerede niçin o olan olarak sonra ve veya ya`,
  pl: `a ale co czy dla do gdzie i ich jak jest już kiedy kto który która które lub ma mnie na nad nie o od po pod przez przy się są tak to w we z ze za że`,
};

const sets = new Map<string, ReadonlySet<string>>();
const NONE: ReadonlySet<string> = new Set();

/**
 * The function words of a language other than English.
 *
 * @param language two-letter code
 * @returns empty for a language without a list, and for English, which has `STOP_WORDS`
 */
export function functionWordsOf(language: string): ReadonlySet<string> {
  const list = Object.hasOwn(LISTS, language) ? LISTS[language] : undefined;
  if (list === undefined) return NONE;
  const known = sets.get(language) ?? new Set(list.split(/\s+/));
  sets.set(language, known);
  return known;
}
