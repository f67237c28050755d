import { readTimeInWords } from "@dateline-search/core/corpus/time-in-words";
import { describe, expect, it } from "vitest";
import type { SourceEntry } from "../../../packages/core/src/corpus/corpus-entry.ts";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";

const NOW = new Date("2025-03-01T12:00:00Z");
const TEXT = "The ferry is late again, the harbour said on Saturday, and nobody knows why.";

function read(name: string, content: string | object, now = NOW): readonly SourceEntry[] {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return [...readSourceBytes({ name, bytes: Buffer.from(text) }, { now })];
}

function outcome(entries: readonly SourceEntry[]): string {
  const [entry] = entries;
  if (entry?.kind === "skipped") return `until ${entry.until ?? "further notice"}`;
  return entry?.kind === "removed" ? `removed ${entry.id}` : (entry?.kind ?? "nothing");
}

const record = (fields: object) => ({ id: "a", title: "Ferry", text: TEXT, ...fields });
const item = (inside: string, rights = "") =>
  `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a" version="2">${rights}<itemMeta>` +
  `<itemClass qcode="ninat:text"/>${inside}</itemMeta><contentMeta><headline>Ferry</headline></contentMeta>` +
  `<contentSet><inlineData>${TEXT}</inlineData></contentSet></newsItem>`;
const nitf = (docdata: string, head = "") =>
  `<nitf><head><docdata><doc-id id-string="a"/>${docdata}</docdata></head><body><body.head><hedline><hl1>Ferry</hl1>` +
  `</hedline>${head}</body.head><body.content><p>${TEXT}</p></body.content></body></nitf>`;

const FIRST_LINES: readonly (readonly [line: string, until: string])[] = [
  ["EMBARGOED UNTIL 00:01 GMT Monday 3 March 2025", "2025-03-03T00:01:00Z"],
  ["EMBARGOED UNTIL 00.01 BST MONDAY 3RD MARCH 2025", "2025-03-02T23:01:00Z"],
  ["EMBARGOED UNTIL 0001 HRS, MONDAY 3 MARCH 2025", "2025-03-03T12:01:00Z"],
  ["Embargoed until 12:01 a.m. ET on March 3, 2025", "2025-03-03T05:01:00Z"],
  ["Strictly embargoed until 3 March 2025", "2025-03-03T12:00:00Z"],
  ["*** STRICTLY EMBARGOED UNTIL: 10AM CET, 3 MARCH 2025 ***", "2025-03-03T09:00:00Z"],
  ["Strictly under embargo until noon EST, Monday, March 3, 2025.", "2025-03-03T17:00:00Z"],
  ["Under embargo for publication until 6pm on 4th March 2025", "2025-03-05T06:00:00Z"],
  ["Press embargo until 3 March 2025 at 14:00 UTC", "2025-03-03T14:00:00Z"],
  ["Embargo: 3 March 2025, 14:00 GMT (15:00 CET) - check against delivery", "2025-03-03T14:00:00Z"],
  ["EMBARGO: 2025-03-03T14:00:00Z", "2025-03-03T14:00:00Z"],
  ["EMBARGO LIFTS AT 10:00 GMT ON 3 MARCH 2025", "2025-03-03T10:00:00Z"],
  ["This press release is embargoed until 3 March", "2025-03-03T12:00:00Z"],
  [
    "Transmission of material in this news release is embargoed until 8:30 a.m. (ET) Friday, March 7, 2025",
    "2025-03-07T13:30:00Z",
  ],
  ["Not for publication before 3 March 2025, 06:00 GMT", "2025-03-03T06:00:00Z"],
  ["NOT FOR RELEASE OR PUBLICATION BEFORE MIDDAY ON 3 MARCH 2025", "2025-03-04T00:00:00Z"],
  ["Not to be published before 3 March 2025", "2025-03-03T12:00:00Z"],
  ["Do not publish until 3 March 2025", "2025-03-03T12:00:00Z"],
  ["HOLD FOR RELEASE UNTIL 12:01 A.M. EST MONDAY, MARCH 3, 2025", "2025-03-03T05:01:00Z"],
  ["Hold for release 12:01 a.m. EST March 3", "2025-03-03T05:01:00Z"],
  ["HOLD UNTIL 3 MARCH 2025, 10:00", "2025-03-03T22:00:00Z"],
  ["FOR RELEASE AT 10:00 A.M. EASTERN TIME, MONDAY, MARCH 3, 2025", "2025-03-03T15:00:00Z"],
  ["SPERRFRIST: Montag, 3. März 2025, 10 Uhr", "2025-03-03T09:00:00Z"],
  ["Sperrfrist bis 3. März 2025, 10.30 Uhr", "2025-03-03T09:30:00Z"],
  ["SOUS EMBARGO JUSQU’AU 3 MARS 2025 À 18H00", "2025-03-04T06:00:00Z"],
  ["Embargo hasta el 3 de marzo de 2025 a las 10:00", "2025-03-03T22:00:00Z"],
  ["EMBARGO FINO AL 3 MARZO 2025", "2025-03-02T23:00:00Z"],
  ["EMBARGO - NOT FOR USE BEFORE 0001 3 MARCH 2025", "2025-03-03T12:01:00Z"],
  ["STRICT EMBARGO: 06.00 3 March 2025", "2025-03-03T18:00:00Z"],
  ["PRESS RELEASE - EMBARGOED UNTIL 00:01 3 MARCH 2025", "2025-03-03T12:01:00Z"],
  ["EMBARGOED FOR 00:01 GMT MONDAY 3 MARCH 2025", "2025-03-03T00:01:00Z"],
  ["Please note this is embargoed until 3 March 2025", "2025-03-03T12:00:00Z"],
  ["Note to editors: strictly embargoed until 10am on 3 March 2025", "2025-03-03T22:00:00Z"],
  ["Check against delivery. Embargoed until 3 March 2025", "2025-03-03T12:00:00Z"],
  ["RELEASE TIME: 10:00 GMT 3 MARCH 2025", "2025-03-03T10:00:00Z"],
  ["Release date: 3 March 2025", "2025-03-03T12:00:00Z"],
  ["ACHTUNG SPERRFRIST: 3. März 2025 10.00 Uhr", "2025-03-03T09:00:00Z"],
  ["Embargo bis 3. März 2025, 10:00 Uhr", "2025-03-03T09:00:00Z"],
  ["Sotto embargo fino alle ore 10 del 3 marzo 2025", "2025-03-03T09:00:00Z"],
  ["EMBARGO : lundi 3 mars 2025, 6h00", "2025-03-03T18:00:00Z"],
  ["EMBARGO TOT 3 MAART 2025, 10.00 UUR", "2025-03-03T09:00:00Z"],
  ["엠바고: 2025년 3월 3일 10시", "2025-03-03T01:00:00Z"],
  ["解禁日時：2025年3月3日 10時", "2025-03-03T01:00:00Z"],
  ["【報道解禁】2025年3月3日（月）午前10時", "2025-03-03T01:00:00Z"],
  ["2025年3月3日15時30分 情報解禁", "2025-03-03T06:30:00Z"],
  ["禁发至：2025年3月3日上午10时", "2025-03-03T02:00:00Z"],
  ["媒体禁发期：2025年3月3日 00:01", "2025-03-02T16:01:00Z"],
  ["新聞稿（2025年3月3日下午3時30分前禁止發布）", "2025-03-03T07:30:00Z"],
  ["请勿在2025年3月3日前发布", "2025-03-02T16:00:00Z"],
  ["プレスリリース：2025年3月3日まで公表をお控えください", "2025-03-02T15:00:00Z"],
  ["ЭМБАРГО до 10:00 3 марта 2025 года", "2025-03-03T10:00:00Z"],
  ["Не публиковать до 3 марта 2025 г.", "2025-03-03T00:00:00Z"],
  ["محظور النشر حتى 3 مارس 2025", "2025-03-03T00:00:00Z"],
  ["EMBARGO DO 3 MARCA 2025, GODZ. 10:00", "2025-03-03T09:00:00Z"],
  ["Nie publikować przed 3 marca 2025 r.", "2025-03-02T23:00:00Z"],
  ["Klausuleret til den 3. marts 2025 kl. 10.00", "2025-03-03T09:00:00Z"],
  ["Julkaisuvapaa 3.3.2025 klo 10.00", "2025-03-03T08:00:00Z"],
  ["AMBARGOLU: 3 Mart 2025 saat 10.00", "2025-03-03T07:00:00Z"],
  ["Embargo până la 3 martie 2025", "2025-03-02T22:00:00Z"],
  ["보도시점: 2025. 3. 3.(월) 12:00 이후", "2025-03-03T03:00:00Z"],
  ["ΕΜΠΑΡΓΚΟ ΕΩΣ 3 ΜΑΡΤΙΟΥ 2025, 10:00", "2025-03-03T08:00:00Z"],
  ["EMBARGÓ: 2025. március 3., 10 óra", "2025-03-03T09:00:00Z"],
  ["אמברגו עד 3 במרץ 2025 בשעה 10:00", "2025-03-03T08:00:00Z"],
  ["EMBARGO SAMPAI 3 MARET 2025 PUKUL 10.00", "2025-03-03T03:00:00Z"],
  ["CONFIDENTIAL UNTIL 3 MARCH 2025 AT 09:00", "2025-03-03T21:00:00Z"],
  ["Advance for release Monday, March 3, 2025, and thereafter", "2025-03-03T12:00:00Z"],
  ["ADV03 For release at 12:01 a.m. EST Monday, March 3, 2025", "2025-03-03T05:01:00Z"],
  ["EDS: ADVANCE FOR USE MONDAY, MARCH 3, 2025 AND THEREAFTER", "2025-03-03T12:00:00Z"],
  ["EMBARGO: 23:30 [UK time] Monday 3 March 2025", "2025-03-03T23:30:00Z"],
  ["Embargo: 10:00 (New York time) Monday, March 3, 2025", "2025-03-03T15:00:00Z"],
  ["Embargo : lundi 3 mars 2025, 6h00 (heure de Paris)", "2025-03-03T05:00:00Z"],
  ["Embargo: lunes 3 de marzo de 2025, 11:00 (hora peninsular)", "2025-03-03T10:00:00Z"],
  ["EMBARGADO ATÉ 3 DE MARÇO DE 2025, 10H00 (HORÁRIO DE BRASÍLIA)", "2025-03-03T13:00:00Z"],
  ["Pressemitteilung - Sperrfrist: 3. März 2025, 10 Uhr", "2025-03-03T09:00:00Z"],
  ["Embargo 3.3.2025 klo 10.00", "2025-03-03T08:00:00Z"],
  ["[보도시점] 2025. 3. 3.(월) 12:00 이후", "2025-03-03T03:00:00Z"],
  ["محظور النشر حتى الساعة 10:00 من يوم 3 مارس 2025", "2025-03-03T10:00:00Z"],
  ["AMBARGOLUDUR: 3 Mart 2025 Pazartesi saat 10.00'a kadar", "2025-03-03T07:00:00Z"],
  ["एम्बार्गो: 3 मार्च 2025 को शाम 6 बजे तक", "2025-03-03T12:30:00Z"],
  ["3 मार्च 2025, सुबह 10 बजे तक प्रकाशित न करें", "2025-03-03T04:30:00Z"],
  ["CẤM CÔNG BỐ ĐẾN 10:00 NGÀY 3 THÁNG 3 NĂM 2025", "2025-03-03T03:00:00Z"],
  ["Không công bố trước 3 giờ chiều ngày 3 tháng 3 năm 2025", "2025-03-03T08:00:00Z"],
  ["ห้ามเผยแพร่ก่อนเวลา 10.00 น. วันที่ 3 มีนาคม 2568", "further notice"],
  ["Bitte Sperrfrist beachten, frei für Montagausgaben", "further notice"],
  ["Information sous embargo jusqu’au 3/3/2025 – 00h01", "further notice"],
  ["Sperrfrist: Redebeginn", "further notice"],
  ["FOR IMMEDIATE RELEASE ON MONDAY, MARCH 3, 2025", "2025-03-03T12:00:00Z"],
  ["For immediate release on 3 March 2025", "2025-03-03T12:00:00Z"],
  ["Embargoed until 16:00 London time / 11:00 US Eastern time, Monday 3 March 2025", "2025-03-03T16:00:00Z"],
  ["EMBARGO: 1600 LONDON TIME (GMT) / 1100 US EASTERN TIME / MONDAY 03 MARCH 2025", "2025-03-03T16:00:00Z"],
  ["Embargo: 3 March 2025, 09:00 Central European Time", "2025-03-03T08:00:00Z"],
  ["EMBARGOED UNTIL 10:00 BEIJING TIME ON 3 MARCH 2025", "2025-03-03T02:00:00Z"],
  ["EMBARGOED UNTIL AFTER THE SPEECH", "further notice"],
  ["Embargoed until delivery of the speech", "further notice"],
  ["EMBARGOED UNTIL 10:00 ON MONDAY", "further notice"],
  ["UNDER EMBARGO", "further notice"],
  ["NOT FOR PUBLICATION", "further notice"],
  ["HOLD FOR RELEASE", "further notice"],
];

describe("an embargo in the first lines of a text", () => {
  it.each(FIRST_LINES)("%s", (line, until) => {
    const expected = `until ${until}`;
    expect(outcome(read("a.txt", `${line}\n\nFerry late again\n\n${TEXT}`))).toBe(expected);
    expect(outcome(read("a.txt", `Title: Ferry\n\nHarbour Office\n${line}\n\n${TEXT}`))).toBe(expected);
    expect(outcome(read("a.md", `# Ferry\n\n${line.replaceAll("*", "")}\n\n${TEXT}\n`))).toBe(expected);
    expect(outcome(read("a.json", record({ text: `${line}\n\n${TEXT}` })))).toBe(expected);
    const html = `<rss><channel><title>N</title><item><guid>a</guid><title>Ferry</title><description><![CDATA[<p>${line}</p><p>${TEXT}</p>]]></description></item></channel></rss>`;
    expect(outcome(read("a.xml", html))).toBe(expected);
  });

  it.each([
    ["For release at 2:00 p.m. EST", "March 3, 2025", "2025-03-03T19:00:00Z"],
    ["EMBARGOED UNTIL", "Monday 3 March 2025, 00:01 GMT", "2025-03-03T00:01:00Z"],
  ])("may have its day on the line below: %s", (line, below, until) => {
    for (const between of ["\n", "\n\n"])
      expect(outcome(read("a.txt", `${line}${between}${below}\n\nFerry late again\n\n${TEXT}`))).toBe(
        `until ${until}`,
      );
  });

  it("in a title also counts", () => {
    const until = "until 2025-03-03T00:01:00Z";
    expect(outcome(read("a.json", record({ title: "EMBARGOED UNTIL 0001 GMT 3 MARCH 2025: Ferry" })))).toBe(
      until,
    );
    for (const mark of ["EMBARGOED", "UNDER EMBARGO", "STRICTLY EMBARGOED"])
      expect(outcome(read("a.json", record({ title: `${mark}: Ferry late` })))).toBe("until further notice");
    const stated = record({ title: "EMBARGOED: Ferry late", text: `${FIRST_LINES[0]?.[0]}\n\n${TEXT}` });
    expect(outcome(read("a.json", stated))).toBe(until);
  });

  it("is removed when it is over", () => {
    const later = new Date("2025-12-10T12:00:00Z");
    for (const [line, until] of FIRST_LINES.filter(([, end]) => end !== "further notice")) {
      const source = `${line.replace(/3 March$|March 3$/, "$& 2025")}\n\nFerry late again\n\n${TEXT}`;
      expect(read("a.txt", source, later), `${line} ${until}`).toMatchObject([
        { article: { title: "Ferry late again", text: TEXT } },
      ]);
    }
  });

  it("without a year is in the year nearest to the publication", () => {
    const stated = record({ date: "2020-03-01", text: `Embargoed until 3 March, 10:00 GMT\n\n${TEXT}` });
    expect(outcome(read("a.json", stated))).toBe("article");
    expect(outcome(read("a.json", { ...stated, date: "2025-02-27" }))).toBe("until 2025-03-03T10:00:00Z");
  });

  it("begins a day in the zone of the source", () => {
    const bytes = Buffer.from(JSON.stringify(record({ embargo: "2025-03-03" })));
    const timeZones = [{ prefix: "", timeZone: "America/New_York" }];
    const entries = [...readSourceBytes({ name: "a.json", bytes }, { now: NOW, timeZones })];
    expect(outcome(entries)).toBe("until 2025-03-03T05:00:00Z");
  });
});

describe("news about embargoes and releases is shown", () => {
  it.each([
    "The EU lifted its arms embargo until 2027.",
    "Embargo until 2026 on Russian oil agreed",
    "Embargo until 31 December 2027 on Russian oil is agreed by ministers",
    "Embargoed until now, the report shows that ministers knew of the leak for years.",
    "Embargoed until 31 December 2027, Russian oil finds new buyers in Asia, traders say.",
    "Embargo: 3 countries join the ban on oil",
    "Embargo: Monday's vote splits Europe",
    "Embargo lifted: ships return to Cuba",
    "EMBARGO ENDS: SHIPS RETURN TO CUBA",
    "Embargo ends after 60 years",
    "Arms embargo until 3 March 2099, diplomats said.",
    "Release date: the film opens on 1 January 2099",
    "Embargoes until further notice hurt growers, farmers say",
    "Embargoed until 2027: the archive of a spy",
    "Embargoed for years, the papers tell of a ferry.",
    "Withhold judgment, the lawyer says",
    "KILL THE BILL: protesters march",
    "Do not use tap water until 1 January 2099, residents told",
    "Release of hostages expected before 1 January 2099",
    "Hold for the winter, farmers are told.",
    "FOR IMMEDIATE RELEASE",
    "For release of the hostages, families wait.",
    "For release from prison on 3 March 2099 he has to pay, a court said in its ruling.",
    "NOT FOR RELEASE, PUBLICATION OR DISTRIBUTION IN OR INTO THE UNITED STATES",
    "Not for use in children, the maker says.",
    "Do not publish the names, a judge told papers.",
    "Sperrfrist für Umfragen bleibt umstritten",
    "Sous embargo depuis 1962, Cuba attend.",
    "Frei ab sechs Jahren ist der Film.",
    "No release before the trial, the judge ruled",
    "Killed in action: the story of a ferry",
    "Kill-switch law passes",
    "KILL BILL RETURNS TO CINEMAS",
    "Withdrawal: what Brexit means for ferries",
    "WITHDRAWAL: BRITAIN LEAVES THE UNION",
    "For immediate release of hostages, families march on 1 January 2099",
    "Confidential until now: the minister's letters",
    "Advance for women as Tuesday's release of data nears",
    "Embargo minyak sampai 31 Desember 2099 disetujui para menteri",
    "Εμπάργκο έως 31 Δεκεμβρίου 2099 αποφάσισαν οι υπουργοί",
    "Sperrfrist: wie Zeitungen damit umgehen",
    "For use on 1 December 2099 the stadium gets a new roof",
    "2099年1月1日前禁止发布选举民调",
    "请勿在2099年1月1日前投票",
    "1月1日解禁、カニ漁",
    "中国禁止进口日本水产品至2099年",
    "新规：禁止发布虚假信息",
    "Эмбарго до 31 декабря 2099 года продлило правительство России",
    "Embargo do 31 grudnia 2099 utrzymała Rada Europy",
    "Klausul 14 ændres 3. december 2099 efter pres fra kommuner",
    "Ambargo 3 Aralık 2099'da kalkıyor dedi bakan",
    "Hold for release of hostages may take until 1 January 2099",
    "Embargo 12 ülkeyi etkiliyor, diyor bakan",
    "Embargo sur le pétrole : les Vingt-Sept s'accordent le 2 décembre",
    "Embargo on oil: ministers agree on 2 December",
    "तेल पर प्रतिबंध 2 दिसंबर 2099 तक बढ़ा",
    "Không phát hành vé trước Tết, hãng tàu nói",
    "Mỹ gia hạn lệnh cấm vận đến ngày 2/12/2099",
    "ห้ามเผยแพร่ภาพเรือ ศาลสั่ง",
    "Sperrfrist für Wölfe endet am 15. Dezember",
  ])("%s", (line) => {
    expect(read("a.json", record({ title: line }))).toMatchObject([
      { kind: "article", article: { title: line } },
    ]);
    expect(read("a.json", record({ text: `${line}\n\n${TEXT}` }))).toMatchObject([
      { kind: "article", article: { text: expect.stringContaining(line) } },
    ]);
  });
});

const KILLS = [
  "KILL",
  "MANDATORY KILL",
  "Eds: MANDATORY KILL. Story contains errors.",
  "EDITORS: KILL - the quote cannot be confirmed",
  "ATTENTION EDITORS - PLEASE KILL",
  "Please kill this story.",
  "kill story, a substitute will follow",
  "Kill all versions",
  "This story has been withdrawn.",
  "The above story is hereby withdrawn",
  "The Associated Press has withdrawn its story about the ferry.",
  "This article was retracted on 2 March",
  "The above story, which moved earlier on Monday, has been withdrawn",
  "Story removed. No substitute will be sent.",
  "WITHDRAWN",
  "This item must be killed.",
];
const NO_KILLS = [
  "ADDS NUMBER KILLED",
  "Corrects number killed in attack to 5",
  "UPDATES with police kill gunman",
  "Kill 3rd graf",
  "EDS: KILL PREVIOUS LEAD; use this version",
  "Kills previous version. Corrects name.",
  "RECASTS; troops withdraw from the city",
  "Adds that the minister has withdrawn his remarks",
  "Delete the reference to Mr Example",
  "ADDS photos. Deletes extra words.",
  "This story has been updated.",
  "Corrects spelling. The earlier story has been removed from the site.",
  "The company recalled 3,000 cars",
  "This story replaces the earlier one, which has been withdrawn.",
  "This report supersedes the version that was killed",
];
const HOLDS: readonly (readonly [string, string])[] = [
  ["Embargoed until 00:01 GMT, 3 March 2025", "2025-03-03T00:01:00Z"],
  ["Please note: embargoed until Monday 3 March 2025, 10:00 GMT. No resale.", "2025-03-03T10:00:00Z"],
  ["Not for publication until 3 March 2025", "2025-03-03T12:00:00Z"],
  ["ATTENTION - not for publication before 06:00 GMT on March 3, 2025 ///", "2025-03-03T06:00:00Z"],
  ["HOLD FOR RELEASE 12:01 a.m. EST March 3, 2025", "2025-03-03T05:01:00Z"],
  ["Do not use before 3 March 2025", "2025-03-03T12:00:00Z"],
  ["Not for public release until 12noon on Monday, March 3, 2025.", "2025-03-04T00:00:00Z"],
  ["Withhold until further notice", "further notice"],
  ["Not for publication.", "further notice"],
  ["DO NOT PUBLISH", "further notice"],
  ["Under embargo", "further notice"],
  ["Embargoed until after the speech", "further notice"],
];
const NO_HOLDS = [
  "Embargoed until 1 March 2025, 10:00 GMT",
  "EMBARGO LIFTED",
  "Embargoed until 3 March 2025. Update: embargo has been lifted.",
  "Editorial use only. No resale. No archive.",
  "Not for use in France",
  "Do not use photo",
  "Adds EU arms embargo until 2027",
  "Adds details of oil embargo, writes through",
  "Embargo ends in fourth paragraph",
];

const IN_NOTES: readonly (readonly [string, (note: string) => readonly SourceEntry[]])[] = [
  ["ednote of a record", (ednote) => read("a.json", record({ ednote }))],
  ["editorial_note of a line", (note) => read("a.jsonl", record({ editorial_note: note }))],
  [
    "ednote of ninjs",
    (ednote) =>
      read("a.json", {
        uri: "a",
        headline: "Ferry",
        body_text: TEXT,
        versioncreated: "2025-02-28T08:00:00Z",
        ednote,
      }),
  ],
  [
    "usageTerms of ninjs 3",
    (usageTerms) => read("a.json", { uri: "a", bodies: [{ value: TEXT }], rightsInfo: [{ usageTerms }] }),
  ],
  [
    "usageterms of Superdesk",
    (usageterms) => read("a.json", { guid: "a", headline: "Ferry", body_html: TEXT, usageterms }),
  ],
  ["edNote of NewsML-G2", (note) => read("a.xml", item(`<edNote>${note}</edNote>`))],
  [
    "usageTerms of NewsML-G2",
    (note) => read("a.xml", item("", `<rightsInfo><usageTerms>${note}</usageTerms></rightsInfo>`)),
  ],
  ["ed-msg of NITF", (note) => read("a.xml", nitf(`<ed-msg info="${note}"/>`))],
  [
    "note of NITF",
    (note) =>
      read(
        "a.xml",
        nitf("", `<note noteclass="editorsnote"><body.content><p>${note}</p></body.content></note>`),
      ),
  ],
  ["front matter", (note) => read("a.md", `---\nid: a\nednote: ${JSON.stringify(note)}\n---\n${TEXT}\n`)],
  ["a header", (note) => read("a.txt", `Id: a\nTitle: Ferry\nEditorial note: ${note}\n\n${TEXT}`)],
];

describe.each(IN_NOTES)("%s", (_, readNote) => {
  it.each(KILLS)("withdraws the story: %s", (note) => {
    expect(outcome(readNote(note))).toBe("removed a");
  });
  it.each(NO_KILLS)("withdraws nothing: %s", (note) => {
    expect(outcome(readNote(note))).toBe("article");
  });
  it.each(HOLDS)("withholds the story: %s", (note, until) => {
    expect(outcome(readNote(note))).toBe(`until ${until}`);
  });
  it.each(NO_HOLDS)("withholds nothing: %s", (note) => {
    expect(outcome(readNote(note))).toBe("article");
  });
});

describe("a notice in the place of a story", () => {
  it.each([
    "MANDATORY KILL: Ferry sinks",
    "BULLETIN KILL - Ferry sinks",
    "KILL: Ferry sinks",
    "STORY REMOVED: BC-Ferry",
    "EDITORS: STORY WITHDRAWN: Ferry",
    "WITHDRAWN - Ferry sinks",
    "WITHDRAWAL-Ferry sinks",
  ])("withdraws it: %s", (title) => {
    expect(outcome(read("a.json", record({ title })))).toBe("removed a");
    expect(outcome(read("a.json", { title, text: TEXT }))).toBe("until further notice");
  });

  it("may withdraw it in its first line", () => {
    const text = "ATTENTION EDITORS: Please kill this story. It cannot be confirmed.";
    expect(outcome(read("a.json", record({ text })))).toBe("removed a");
  });
});

const MONTHS =
  "January February March April May June July August September October November December Januar März Oktober octobre ottobre octubre outubro";
it.each(MONTHS.split(" "))("%s is a month", (month) => {
  const near = new Date("2025-01-01T00:00:00Z");
  const { date } = readTimeInWords(`3 ${month} 2025, 10:00 GMT`, { near });
  const number = Number(date?.slice(5, 7));
  const expected = { Januar: 1, März: 3, Oktober: 10, octobre: 10, ottobre: 10, octubre: 10, outubro: 10 };
  expect(number).toBe(expected[month as keyof typeof expected] ?? MONTHS.split(" ").indexOf(month) + 1);
  expect(date).toMatch(/^2025-\d\d-03T10:00:00Z$/);
});

it("a note may be broken into lines, as in indented XML", () => {
  const note = "STRICTLY EMBARGOED. Not for public release until 12noon\n      on Monday, March 3, 2025.";
  expect(outcome(read("a.xml", item(`<edNote>${note}</edNote>`)))).toBe("until 2025-03-04T00:00:00Z");
});
