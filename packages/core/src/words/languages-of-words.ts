/** Scripts whose words are stemmed, each with a pattern for its letters. */
const SCRIPTS = {
  latin: /\p{Script=Latin}/u,
  cyrillic: /\p{Script=Cyrillic}/u,
  greek: /\p{Script=Greek}/u,
  arabic: /\p{Script=Arabic}/u,
  devanagari: /\p{Script=Devanagari}/u,
  tamil: /\p{Script=Tamil}/u,
  armenian: /\p{Script=Armenian}/u,
} as const;

type Script = keyof typeof SCRIPTS;

/** The default language of a script, and the others written in it. */
const LANGUAGES: Readonly<Record<Script, readonly [usual: string, ...others: string[]]>> = {
  latin: [
    "en",
    ..."af az bs ca cs cy da de es et eu fi fr ga gl hr hu id is it lt lv ms mt nb nl nn no pl pt ro sk sl sq sv sw tl tr uz vi".split(
      " ",
    ),
  ],
  cyrillic: ["ru", ..."be bg kk ky mk mn sr tg uk".split(" ")],
  greek: ["el"],
  arabic: ["ar", ..."ckb fa ps sd ug ur".split(" ")],
  devanagari: ["hi", ..."mr ne sa".split(" ")],
  tamil: ["ta"],
  armenian: ["hy"],
};

const ASCII = /^[\0-\x7f]*$/;

/** The language of a BCP 47 tag: "de" for "de-AT". */
export function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] as string;
}

/**
 * The assumed language of a word: that of the article if it uses the word's script, else the script's
 * default, as for English names in a Russian article.
 *
 * @param language of the article, as a BCP 47 tag; `null` when unknown
 * @returns `undefined` for a script without stemming
 */
export function languageOfWord(word: string, language: string | null): string | undefined {
  const script = scriptOf(word);
  if (script === undefined) return undefined;
  const [usual, ...others] = LANGUAGES[script];
  if (language === null) return usual;
  const primary = primaryLanguage(language);
  return others.includes(primary) ? primary : usual;
}

function scriptOf(word: string): Script | undefined {
  if (ASCII.test(word)) return "latin";
  const scripts = Object.keys(SCRIPTS) as Script[];
  return scripts.find((script) => SCRIPTS[script].test(word));
}
