/** Scripts in which words are stemmed, each with the letters that tell it. */
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

/** The language that a script stands for where nothing else is known, and the others that are written in it. */
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

/** The language of a BCP 47 tag: "de" of "de-AT". */
export function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split(/[-_]/)[0] as string;
}

/**
 * The language that a word of an article is taken to be of: that of the article if it is written in the word's script, else the usual
 * one of the script, as for English names in a Russian article.
 *
 * @param language of the article, as a BCP 47 tag; `null` when it is not known
 * @returns `undefined` for a script in which nothing is stemmed
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
