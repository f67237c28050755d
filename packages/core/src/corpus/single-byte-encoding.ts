import { TextDecoder } from "node:util";
import { decodeCodePage850 } from "./code-page-850.ts";
import { c1ToWindows1252 } from "./windows-1252.ts";

/** Code page 850. The platform's decoder does not know this name. */
export const CODE_PAGE_850 = "ibm850";

/** Encodings of European languages that statistics confuse in short texts, most likely first. */
const ENCODINGS: readonly string[] = [
  ...["windows-1252", "windows-1250", "windows-1251", "windows-1254", "windows-1257", "windows-1253"],
  ...["iso-8859-2", "iso-8859-9", "iso-8859-7", "iso-8859-5", "koi8-r", "koi8-u", "ibm866"],
  ...["macintosh", CODE_PAGE_850],
];

/** Lower-case letters of languages, except those of English. */
const ALPHABETS: readonly ReadonlySet<string>[] = [
  ...["áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "ćčđšž", "ăâîșțşţ"],
  ...["çğıöşüâîû", "äöüßé", "àâæçéèêëîïôœùûüÿ", "áéíñóúüªº", "ãõáâàçéêíóôúªº", "àèéìîòù", "àçèéíïòóúü"],
  ...["åäöé", "æøåéò", "áðéíóúýþæö", "áðíóúýæø", "ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž", "éëïóöü", "çë"],
  ...["абвгдежзийклмнопрстуфхцчшщъыьэюяё", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"],
  ...[
    "абвгдђежзијклљмнњопрстћуфхцчџш",
    "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
  ],
  "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ",
].map((letters) => new Set(letters));
/** The most common letters of Russian. Wrong encodings swap upper and lower case. */
const COMMON_CYRILLIC = /[оеаинтсрвл]/g;

/**
 * Signs of a wrong encoding: capitals after lower-case letters, symbols within or before words, several
 * scripts in one word, controls and box-drawing characters.
 */
const ODD =
  /\p{Ll}\p{Lu}|\p{L}[‹›‰†‡•™¤¦„‚“”‘¹²³¼½¾¿¡¢£¥§©®±¶¨¬¯¸÷×°»«]\p{L}|\p{Ll}[†¹³¿±¶¢]|(?<![\p{L}\p{P}])[‘’](?=\p{Script=Greek})|(?<!\p{L})[™š³¹©®¦¬¼¾](?=\p{Ll})|(?=\p{Script=Latin})\p{L}(?!\p{Script=Latin})\p{L}|(?!\p{Script=Latin})\p{L}(?=\p{Script=Latin})\p{L}|[\u0080-\u009f\u2500-\u259f\ufffd]/gu;
const OTHER_LETTER = /(?!\p{ASCII})\p{L}/gu;

/** An encoding, and how odd the text is in it. */
interface WeighedEncoding {
  readonly encoding: string;
  /** Letters that the best-matching language lacks, and other oddities. 0 for ordinary text. */
  readonly oddities: number;
  /** Number of letters that English lacks. */
  readonly letters: number;
}

/** Decodes a sample, which may end within a character. */
function decodeSample(sample: Uint8Array, encoding: string): string {
  if (encoding === CODE_PAGE_850) return decodeCodePage850(sample);
  const text = new TextDecoder(encoding).decode(sample);
  return encoding === "windows-1252" ? c1ToWindows1252(text) : text;
}

/** True for an encoding that `likeliestSingleByte` considers. */
export function isSingleByte(encoding: string): boolean {
  return ENCODINGS.includes(encoding);
}

/** @param encoding known to the platform's decoder, or `CODE_PAGE_850` */
export function weighEncoding(sample: Uint8Array, encoding: string): WeighedEncoding {
  const text = decodeSample(sample, encoding);
  const letters = (text.match(OTHER_LETTER) ?? []).map((letter) => letter.toLowerCase());
  const counts = new Map<string, number>();
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const foreign = ALPHABETS.map((alphabet) =>
    [...counts].reduce((sum, [letter, count]) => sum + (alphabet.has(letter) ? 0 : count), 0),
  );
  const oddities = Math.min(...foreign) + (text.match(ODD)?.length ?? 0);
  return { encoding, oddities, letters: letters.length };
}

/**
 * The encoding in which a text of a European language is the least odd. Statistics need more text than a
 * headline.
 *
 * @param guess of statistics, which breaks ties; `null` for none
 */
export function likeliestSingleByte(sample: Uint8Array, guess: string | null): WeighedEncoding {
  const first = guess === null ? [] : [guess];
  const weighed = [...new Set([...first, ...ENCODINGS])].map((encoding) => weighEncoding(sample, encoding));
  const least = Math.min(...weighed.map(({ oddities }) => oddities));
  const best = weighed.filter(({ oddities }) => oddities === least);
  const [likeliest] = best;
  if (likeliest === undefined) throw new Error("Cannot weigh encodings: there are none");
  if (likeliest.encoding === guess) return likeliest;
  const common = ({ encoding }: WeighedEncoding) =>
    decodeSample(sample, encoding).match(COMMON_CYRILLIC)?.length ?? 0;
  return best.toSorted((a, b) => common(b) - common(a))[0] ?? likeliest;
}
