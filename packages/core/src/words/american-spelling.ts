/**
 * Converts British spellings to American ones, so that a query finds texts in both: denuclearisation and
 * denuclearization, neighbour and neighbor, centre and center, travelled and traveled, paediatrics and pediatrics.
 *
 * The classes and their words follow VarCon, the list of spelling variants of the SCOWL project (Kevin Atkinson,
 * http://wordlist.aspell.net/varcon-readme/). They are rules over word families here, because each family has a dozen
 * forms. A rule may produce a non-word ("rizing"). That is harmless, because index and query apply the same rules and
 * never show the result.
 *
 * @module
 */

import { countBits, letterSet } from "./edit-distance.ts";

/** Letters that a word must contain to try the rule, the pattern to replace, and its replacement. */
type Rule = readonly [needed: string, british: RegExp, american: string];

const anyOf = (words: string): string => words.trim().split(/\s+/).join("|");

/** Words with "-our" in Britain, also within "discoloured", "favourite", "neighbourhood", "behavioural". */
const OUR = anyOf(`
  arb ard arm behavi enam clang cand clam col demean endeav fav ferv flav glam harb hon hum lab misdemean neighb od parl ranc rig
  rum savi sav splend succ tum val vap vig`);

/** Words that end in "-tre", "-bre" … in Britain. */
const RE = anyOf(`
  cali?b cent fib goit lit lust maneuv meag mit och reconnoit sab saltpet scept sep somb spect theat tit`);

/** Words that double the l before "-ed", "-ing", "-er" in Britain, without an accent on the last syllable. */
const DOUBLED_L = anyOf(`
  apparel barrel bedevil bevel cancel carol cavil channel chisel council counsel cruel cudgel devil dial disembowel dishevel dowel drivel duel
  enamel equal flannel fuel funnel gambol gravel grovel gruel imperil peril tinsel tranquil initial jewel kennel label laurel level libel
  marshal marvel medal metal model panel parcel pedal pencil petal pommel pummel quarrel ravel revel rival rowel
  shovel shrivel signal snivel snorkel spiral squirrel stencil swivel symbol tassel total towel trammel travel trial
  trowel tunnel victual weasel yodel`);

/** Greek and Latin words with "ae" and "oe", and their American forms. */
const GREEK: readonly Rule[] = [
  ["aesthe", /(?<![a-z])aesthe|(?<=an)aesthe/, "esthe"],
  ["aem", /aem(?=i[ac])/, "em"],
  ["haem", /haem(?!i[ac])/, "hem"],
  ["archaeo", /archaeo/, "archeo"],
  ["aetiolog", /aetiolog/, "etiolog"],
  ["caesar", /caesar(?=ean|ian)/, "cesar"],
  ["caesium", /^caesium/, "cesium"],
  ["caec", /caec(?=um|al)/, "cec"],
  ["faec", /faec(?=es|al)/, "fec"],
  ["gynaec", /gynaec/, "gynec"],
  ["paed", /paed(?!o?n)/, "ped"],
  ["palaeo", /palaeo/, "paleo"],
  ["mediaev", /mediaev/, "mediev"],
  ["ischaem", /ischaem/, "ischem"],
  ["praesid", /praesid/, "presid"],
  ["hyaen", /hyaen/, "hyen"],
  ["daemon", /^daemon/, "demon"],
  ["aeon", /^aeon/, "eon"],
  ["foet", /^foet(?=us|al)/, "fet"],
  ["oedem", /oedem/, "edem"],
  ["oesoph", /oesoph/, "esoph"],
  ["oestr", /(?<!sh)oestr/, "estr"],
  ["rrhoea", /rrhoea/, "rrhea"],
  ["pnoea", /pnoea/, "pnea"],
  ["coeliac", /coeliac/, "celiac"],
  ["homoeo", /homoeo/, "homeo"],
  ["oecumen", /oecumen/, "ecumen"],
];

/** Words that follow no rule, and their replacements. */
const SINGLE_WORDS: readonly Rule[] = [
  ["ageing", /^ageing(s?)$/, "aging$1"],
  ["grey", /^grey(?!h)/, "gray"],
  ["aeroplane", /^aeroplane/, "airplane"],
  ["alumini", /alumini?um/, "aluminum"],
  ["amidst", /^amidst$/, "amid"],
  ["amongst", /^amongst$/, "among"],
  ["artefact", /^artefact/, "artifact"],
  ["axe", /^axe$/, "ax"],
  ["carburettor", /^carburettor/, "carburetor"],
  ["cheque", /^(pay)?cheque(?!r)/, "$1check"],
  ["chequer", /^chequer/, "checker"],
  ["chilli", /^chilli(s|es)?$/, "chili$1"],
  ["cosy", /^cosy$/, "cozy"],
  ["cosi", /^cosi(er|est|ly|ness)$/, "cozi$1"],
  ["czar", /^czar/, "tsar"],
  ["disc", /^disc(s?)$/, "disk$1"],
  ["doughnut", /^doughnut/, "donut"],
  ["draught", /^draught/, "draft"],
  ["enquir", /^(re)?enquir/, "$1inquir"],
  ["furore", /^furore/, "furor"],
  ["gaol", /^gaol/, "jail"],
  ["kerb", /^kerb/, "curb"],
  ["mollusc", /^mollusc/, "mollusk"],
  ["moult", /^moult/, "molt"],
  ["mould", /^mould/, "mold"],
  ["moustach", /^moustach/, "mustach"],
  ["omelette", /^omelette/, "omelet"],
  ["orientated", /^orientated$/, "oriented"],
  ["pedlar", /^pedlar/, "peddler"],
  ["plough", /^(snow)?plough/, "$1plow"],
  ["pyjama", /^pyjama/, "pajama"],
  ["rouble", /^rouble/, "ruble"],
  ["sceptic", /^sceptic/, "skeptic"],
  ["smoulder", /^smoulder/, "smolder"],
  ["specialit", /^specialit(y|ies)$/, "specialt$1"],
  ["spelt", /^spelt$/, "spelled"],
  ["storey", /^(mid|multi)?storey$/, "$1story"],
  ["storeys", /^storeys$/, "stories"],
  ["sulph", /sulph/, "sulf"],
  ["titbit", /^titbit/, "tidbit"],
  ["tyre", /^tyre(s?)$/, "tire$1"],
  ["whilst", /^whilst$/, "while"],
  ["whisk", /^whisk(y|ies)$/, "whiskey"],
  ["woollen", /^woollen/, "woolen"],
  ["waggon", /^waggon/, "wagon"],
  ["yoghurt", /^yoghurt/, "yogurt"],
];

const RULES: readonly Rule[] = [
  // The actor before "-ise", which would see the one in "adviser".
  ["advisor", /^advisor(s?)$/, "adviser$1"],
  ["adaptor", /^adaptor(s?)$/, "adapter$1"],
  ["protestor", /^protestor(s?)$/, "protester$1"],
  // -ise and -yse. The noun is "practice" in both countries. Only the British verb has the s.
  ["tranquill", /^tranquill(?=i)/, "tranquil"],
  ["practis", /^(mal)?practis(?=e|ing)/, "$1practic"],
  [
    "is",
    /^([a-z]{3,})is(e|es|ed|er|ers|ing|ings|able|ably|ation|ations|ational|ationally|ationist|ationists)$/,
    "$1iz$2",
  ],
  ["ys", /(anal|paral|catal|electrol|hydrol|dial)ys(e|es|ed|er|ers|ing)$/, "$1yz$2"],
  ["our", new RegExp(`(${OUR})our(?!g)`), "$1or"],
  // -re. A vowel after it takes the place of the e: "centred", "centring".
  ["re", new RegExp(`(${RE})re(s?$|(?=[bfglp]))`), "$1er$2"],
  ["red", new RegExp(`(${RE})red$`), "$1ered"],
  ["ring", new RegExp(`(${RE})ring$`), "$1ering"],
  ["metre", /(^|[aio])metre(s?)$/, "$1meter$2"],
  ["manoeuvr", /manoeuvre(?=s?$)|manoeuvr(?=ed$|ing|er|abl|abil)/, "maneuver"],
  // -ence
  ["ence", /^(self)?(def|off|pret)ence(s?|less.*)$/, "$1$2ense$3"],
  ["licenc", /^licenc(?=e|ing)/, "licens"],
  // ll and l
  [
    "ll",
    new RegExp(`(${DOUBLED_L})l(ed|ing|ings|er|ers|or|ors|able|ous|ously|ery|est|ist|ists|ation|ity)$`),
    "$1$2",
  ],
  ["jewel", /^jewell?ery$/, "jewelry"],
  ["l", /^(enrol|fulfil|instil|distil|appal|annul|enthral)(?=s?$|ment)/, "$1l"],
  ["ilful", /^(skil|wil)ful/, "$1lful"],
  ["instalment", /^(re)?instalment/, "$1installment"],
  // Other doubled letters.
  ["ss", /^(bias|focus|unbias|refocus)s(ed|es|ing)$/, "$1$2"],
  ["pp", /^(kidnap|worship|handicap)p(ed|ing|er|ers)$/, "$1$2"],
  ["tt", /^(benefit|target|combat|ballot|budget|rivet|pivot|profit|credit)t(ed|ing)$/, "$1$2"],
  ["programme", /^(re)?programme(s?)$/, "$1program$2"],
  ["gramme", /^(kilo|milli|micro)?gramme(s?)$/, "$1gram$2"],
  ...GREEK,
  // -ogue
  ["logue", /(cata|dia|ana|mono|pro|epi|homo|trave)logue(s?)$/, "$1log$2"],
  ["catalogu", /catalogu(ed|ing|er|ers)$/, "catalog$1"],
  // e before -able and -ment
  ["eable", /^(un)?(liv|lik|siz|sal|mov|lov|rat|nam|shar|hir|us|blam|sak|tam|brib)eable$/, "$1$2able"],
  ["gement", /^(misjudg|judg|acknowledg|abridg|lodg)ement/, "$1ment"],
  // -t and -ed, -wards and -ward
  ["t", /^(un)?(learn|burn|spoil|dream|lean|leap)t$/, "$1$2ed"],
  ["wards", /^(for|to|back|after|up|down|in|out|on|north|south|east|west)wards$/, "$1ward"],
  ...SINGLE_WORDS,
];

/** The American spelling of a lower-case word without accents, or the word itself. */
export function americanSpelling(word: string): string {
  let spelled = word;
  // A loop that tests for letters before each rule, because a corpus has some hundred thousand different words.
  for (const [needed, british, american] of RULES) {
    if (spelled.includes(needed)) spelled = spelled.replace(british, american);
  }
  return spelled;
}

/** Letters in the words that rules change, after "^" at the beginning of a word. Without "-ise" and "-yse". */
const IN_RULES: readonly string[] = [
  ...OUR.split("|").map((word) => `${word}our`),
  ...RE.replace("cali?b", "calib|calb")
    .split("|")
    .flatMap((word) => [`${word}re`, `${word}ring`]),
  ...DOUBLED_L.split("|").map((word) => `${word}l`),
  ...GREEK.map(([needed]) => (needed === "aem" ? "aemi" : needed)),
  ...anyOf(`
    ageing ^grey ^aeroplane alumini ^amidst ^amongst ^artefact ^axe ^carburettor cheque ^chilli ^cosy ^cosi ^czar ^disc ^doughnut ^draught
    enquir ^furore ^gaol ^kerb ^mollusc ^moult ^mould ^moustach ^omelette ^orientated ^pedlar plough ^pyjama ^rouble ^sceptic ^smoulder
    ^specialit ^spelt storey sulph ^titbit ^tyre ^whilst ^whisk ^woollen ^waggon ^yoghurt
    ^advisor ^adaptor ^protestor ^tranquill practis metre manoeuvr defence offence pretence ^licenc jewell enrol fulfil instil distil
    appal annul enthral skilful wilful instalment biass focuss kidnapp worshipp handicapp benefitt targett combatt ballott budgett
    rivett pivott profitt creditt programme gramme catalogue dialogue analogue monologue prologue epilogue homologue travelogue catalogu
    liveable likeable sizeable saleable moveable loveable rateable nameable shareable hireable useable blameable sakeable tameable bribeable
    judgement acknowledgement abridgement lodgement learnt burnt spoilt dreamt leant leapt
    ^forwards ^towards ^backwards ^afterwards ^upwards ^downwards ^inwards ^outwards ^onwards ^northwards ^southwards ^eastwards ^westwards`).split(
    "|",
  ),
];

interface Core {
  readonly letters: string;
  readonly isFirst: boolean;
  readonly set: number;
}

/** Made on first use: searches do not need them. */
let cores: readonly Core[] | undefined;

function makeCores(): readonly Core[] {
  return IN_RULES.map((given) => {
    const letters = given.replace("^", "");
    return { letters, isFirst: given !== letters, set: letterSet(letters) };
  });
}

/**
 * The letters, apart from "-ise" and "-yse", by which the rules would change words that are one slip away from this
 * one. Most words have none.
 *
 * @param word of the letters a to z
 */
export function spellingsNear(word: string): readonly string[] {
  const own = letterSet(word);
  cores ??= makeCores();
  const near = cores.filter(({ letters, isFirst, set }) => {
    if (letters.length > word.length + 1 || countBits(set & ~own) > 1) return false;
    return isFirst ? hasNear(word, letters, 0) : hasNearAnywhere(word, letters);
  });
  return near.map(({ letters }) => letters);
}

function hasNearAnywhere(word: string, letters: string): boolean {
  for (let at = 0; at <= word.length - letters.length + 1; at++) if (hasNear(word, letters, at)) return true;
  return false;
}

/** Whether a word contains letters at a position, with at most one slip. */
function hasNear(word: string, letters: string, at: number): boolean {
  let same = 0;
  while (same < letters.length && word[at + same] === letters[same]) same++;
  if (same >= letters.length - 1) return true;
  const rest = letters.slice(same + 1);
  const own = at + same;
  // One letter is substituted, missing or extra, or two are transposed.
  if (word.startsWith(rest, own + 1) || word.startsWith(rest, own)) return true;
  if (word.startsWith(letters.slice(same), own + 1)) return true;
  const isTurned = word[own] === letters[same + 1] && word[own + 1] === letters[same];
  return isTurned && word.startsWith(rest.slice(1), own + 2);
}
