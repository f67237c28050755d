/** Cities and countries by which press releases and pages name a zone. */
const NAMES: readonly (readonly [name: string, zone: string])[] = [
  [
    "(?:london|uk|british)(?: local)? time|british summer time|heure de londres|hora de londres",
    "Europe/London",
  ],
  [
    "(?:paris|berlin|brussels|rome|madrid|vienna|geneva|zurich|amsterdam|stockholm)(?: local)? time|heure (?:de (?:paris|bruxelles|genève)|française|belge|suisse)|hora (?:de (?:madrid|bruselas)|peninsular|española)|ora (?:italiana|di (?:roma|bruxelles))|central european(?: standard| summer)? time",
    "Europe/Paris",
  ],
  ["eastern european(?: standard| summer)? time", "Europe/Athens"],
  ["moscow time|по (?:московскому времени|москве)|мск", "Europe/Moscow"],
  ["greenwich mean time", "Etc/UTC"],
  ["(?:new york|washington)(?: local)? time", "America/New_York"],
  ["(?:horário|hora) de brasília|brasília time", "America/Sao_Paulo"],
  ["hora de (?:la )?(?:ciudad de )?méxico|mexico city time", "America/Mexico_City"],
  [
    "(?:beijing|china(?: standard)?|hong kong|taipei|singapore) time|(?:北京|香港|台北)[时時][间間]",
    "Asia/Shanghai",
  ],
  ["(?:tokyo|japan(?: standard)?) time|日本時間", "Asia/Tokyo"],
  ["(?:seoul|korea(?: standard)?) time|한국 ?시간", "Asia/Seoul"],
  ["(?:india(?:n)?(?: standard)?) time", "Asia/Kolkata"],
];
const AT_START = NAMES.map(([name, zone]) => ({
  zone,
  pattern: new RegExp(`^(?:[([](?:${name})[)\\]]|(?:${name})(?![\\p{L}]))`, "iu"),
}));
const AT_END = NAMES.map(([name, zone]) => ({
  zone,
  pattern: new RegExp(`,? ?(?:[([](?:${name})[)\\]]|(?<![\\p{L}])(?:${name}))$`, "iu"),
}));

/** An IANA zone, and the UTF-16 length of its name in the text. */
export interface NamedZone {
  readonly length: number;
  readonly zone: string;
}

/** The zone whose name a text begins with, perhaps in brackets: London time, (heure de Paris). */
export function zoneNameAt(text: string): NamedZone | null {
  return find(AT_START, text);
}

/** The zone whose name a text ends with. */
export function zoneNameAtEnd(text: string): NamedZone | null {
  return find(AT_END, text);
}

function find(names: typeof AT_START, text: string): NamedZone | null {
  for (const { pattern, zone } of names) {
    const found = pattern.exec(text);
    if (found !== null) return { length: found[0].length, zone };
  }
  return null;
}
