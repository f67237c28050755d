/**
 * Agencies whose name in parentheses makes a dateline even without a date. Lower case. AP is the only
 * two-letter name.
 */
const AGENCIES = new Set(
  `ap|associated press|the associated press|reuters|thomson reuters foundation|reuters health|afp|agence france-presse
  |ians|pti|press trust of india|ani|uni|xinhua|yonhap|kyodo|kyodo news|jiji|jiji press|tass|itar-tass|interfax
  |ria novosti|sputnik|dpa|efe|ansa|adnkronos|upi|bloomberg|bloomberg news|anadolu|anadolu agency|irna|isna|wam|kuna
  |bernama|antara|kcna|app|bss|unb|lusa|belga|anp|pap|ctk|mti|ntb|ritzau|bns|ukrinform|agerpres|tanjug|hina|bta
  |pa media|press association|aap|canadian press|the canadian press|nan|gna|sapa|pna|ips|voa|rfe/rl|bbc|cnn|npr
  |business wire|businesswire|prnewswire|pr newswire|prnewswire-asianet|globenewswire|globe newswire|newswire|accesswire
  |cnw|ein presswire|un news|ots|aptn|kyodo news international|europa press|notimex|telam|agencia brasil|askanews|dire
  |tt|stt|apa|kna|epd|ats|swissinfo|lapresse|rador|mina|makfax|fena|beta|tanjug|sta|elta|leta|belta|azertac|armenpress
  |qna|mna|tasnim|fars|ilna|vna|una|sana|ina|petra|mena|wafa|aa|dha|iha|trend|kabar|khovar|kazinform|montsame|rss
  |cna|italpress|agi|nova|sda|keystone-sda|sid|afx|ana|kna|inn|lusa|tass|interfax.ru|regnum|афп|рбк|рейтер|росбалт|апе-мпе|απε-μπε|čtk
  |тасс|риа новости|интерфакс|укринформ|унн|белта|共同|時事|聯合ニュース|ロイター|新华社|中新社|中央社|연합뉴스|뉴스1|뉴시스`
    .split("|")
    .map((name) => name.trim()),
);

/**
 * Cities that need no country in a dateline according to the AP Stylebook, and comparable capitals. Without a
 * date or an agency, only these are distinguishable from other capitalised words ("UPDATE —").
 */
const STAND_ALONE_CITIES = new Set(
  `ATLANTA|BALTIMORE|BOSTON|CHICAGO|CINCINNATI|CLEVELAND|DALLAS|DENVER|DETROIT|HONOLULU|HOUSTON|INDIANAPOLIS|LAS VEGAS
  |LOS ANGELES|MIAMI|MILWAUKEE|MINNEAPOLIS|NEW ORLEANS|NEW YORK|OKLAHOMA CITY|PHILADELPHIA|PHOENIX|PITTSBURGH
  |ST. LOUIS|SALT LAKE CITY|SAN ANTONIO|SAN DIEGO|SAN FRANCISCO|SEATTLE|WASHINGTON|UNITED NATIONS
  |AMSTERDAM|ANKARA|ATHENS|BAGHDAD|BANGKOK|BEIJING|BEIRUT|BERLIN|BRUSSELS|BUCHAREST|BUDAPEST|BUENOS AIRES|CAIRO
  |COPENHAGEN|DAMASCUS|DHAKA|DUBAI|DUBLIN|GENEVA|GAZA CITY|HANOI|HAVANA|HELSINKI|HONG KONG|ISLAMABAD|ISTANBUL|JAKARTA
  |JERUSALEM|JOHANNESBURG|KABUL|KATHMANDU|KIEV|KUWAIT CITY|KYIV|LISBON|LONDON|LUXEMBOURG|MADRID|MANILA|MEXICO CITY
  |MILAN|MONTREAL|MOSCOW|MUMBAI|MUNICH|NAIROBI|NEW DELHI|OSLO|OTTAWA|PANAMA CITY|PARIS|PRAGUE|QUEBEC CITY
  |RIO DE JANEIRO|RIYADH|ROME|SAO PAULO|SEOUL|SHANGHAI|SINGAPORE|SOFIA|STOCKHOLM|SYDNEY|TAIPEI|TEHRAN|TEL AVIV|TOKYO
  |TORONTO|TUNIS|VATICAN CITY|VIENNA|WARSAW|ZURICH
  |ABIDJAN|ABU DHABI|ABUJA|ACCRA|ADDIS ABABA|ADEN|ALGIERS|ALMATY|AMMAN|ANTANANARIVO|ASTANA|ASUNCION|AUCKLAND|BAKU|BAMAKO
  |BARCELONA|BELFAST|BELGRADE|BENGALURU|BERN|BISHKEK|BOGOTA|BRASILIA|BRATISLAVA|BRISBANE|BUSAN|CALGARY|CANBERRA|CAPE TOWN
  |CARACAS|CARDIFF|CASABLANCA|CHENNAI|CHISINAU|COLOMBO|DAKAR|DAR ES SALAAM|DOHA|DURBAN|DUSHANBE|EDINBURGH|EDMONTON|FRANKFURT
  |GABORONE|GLASGOW|GUANGZHOU|GUATEMALA CITY|HALIFAX|HAMBURG|HARARE|HO CHI MINH CITY|HYDERABAD|JERUSALEM|KAMPALA|KARACHI
  |KHARTOUM|KIGALI|KINGSTON|KINSHASA|KOLKATA|KUALA LUMPUR|LA PAZ|LAGOS|LAHORE|LIMA|LJUBLJANA|LUANDA|LUSAKA|MANAGUA|MANAMA
  |MAPUTO|MARSEILLE|MELBOURNE|MINSK|MOGADISHU|MONTEVIDEO|MUSCAT|NAPLES|NICOSIA|OSAKA|PERTH|PESHAWAR|PHNOM PENH|PODGORICA
  |PORT-AU-PRINCE|PRETORIA|PRISTINA|PYONGYANG|QUITO|RABAT|REYKJAVIK|RIGA|ROTTERDAM|SAN JUAN|SAN SALVADOR|SANAA|SANTIAGO
  |SANTO DOMINGO|SARAJEVO|SHENZHEN|SKOPJE|STRASBOURG|TALLINN|TASHKENT|TBILISI|TEGUCIGALPA|THE HAGUE|TIRANA|TRIPOLI|TURIN
  |ULAANBAATAR|VALLETTA|VANCOUVER|VENICE|VIENTIANE|VILNIUS|WELLINGTON|WINDHOEK|WINNIPEG|YANGON|YEREVAN|ZAGREB
  |BRUXELLES|BRUSSEL|CIUDAD DE MÉXICO|DEN HAAG|LISBOA|LONDRES|MILANO|MOSKAU|PRAHA|ROMA|WARSZAWA|WIEN|МОСКВА|КИЕВ|КИЇВ|МИНСК|ΑΘΗΝΑ`
    .split("|")
    .map((name) => name.trim()),
);

const NOT_A_PLACE =
  /\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|August|September|October|November|December)\b|^(?:The|A|An|On|In|At|By|For|After|Before|Since|Until|From|Last|Next|This|Updated?|Published|Posted)\b/i;

/** Also true for an agency with an addition: `Reuters Breakingviews`, `AP via Kyodo`. */
export function isKnownAgency(name: string): boolean {
  const lower = name.toLowerCase();
  const [firstWord = ""] = lower.split(/[ /,-]/);
  return AGENCIES.has(lower) || AGENCIES.has(firstWord);
}

/** @param place as written; `NEW YORK` or `New York` */
export function isStandAloneCity(place: string): boolean {
  return STAND_ALONE_CITIES.has(place.toUpperCase());
}

/** False for words that start a sentence and are capitalised like a place. */
export function canBePlace(words: string): boolean {
  return !NOT_A_PLACE.test(words);
}
