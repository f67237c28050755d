import { describe, expect, it } from "vitest";
import { readSourceBytes } from "../../../packages/core/src/corpus/read-source-bytes.ts";
import { articlesOf, outline } from "../../fixtures/source-entries.ts";

const entriesOf = (table: string, name = "a.csv") => [
  ...readSourceBytes({ name, bytes: Buffer.from(table) }),
];
const read = (table: string, name?: string) =>
  articlesOf(entriesOf(table, name)).map(({ article }) => article);

describe("a table", () => {
  it.each([
    ["commas", "title,text,date\nFerry,Late.,2025-12-10\n"],
    ["semicolons", "title;text;date\nFerry;Late.;2025-12-10\n"],
    ["tabs", "title\ttext\tdate\nFerry\tLate.\t2025-12-10\n"],
    ["bars", "title|text|date\nFerry|Late.|2025-12-10\n"],
    ["a byte order mark", "\ufefftitle,text,date\nFerry,Late.,2025-12-10\n"],
    ["line ends of Windows", "title,text,date\r\nFerry,Late.,2025-12-10\r\n"],
    ["quotes", '"title","text","date"\n"Ferry","Late.","2025-12-10"\n'],
    ["blanks", "title , text , date\n Ferry , Late. , 2025-12-10\n"],
    ["the delimiter that Excel states", "sep=;\ntitle;text;date\nFerry;Late.;2025-12-10\n"],
    ["other names", "Headline,Article Text,Publish_Date\nFerry,Late.,2025-12-10\n"],
    ["no line end at its end", "title,text,date\nFerry,Late.,2025-12-10"],
    ["blank lines", "title,text,date\n\nFerry,Late.,2025-12-10\n\n"],
    ["delimiters in a quoted name", '"title","text","date","a;b;c;d;e"\nFerry,Late.,2025-12-10,x\n'],
  ])("is read with %s", (_, table) => {
    expect(read(table)).toMatchObject([{ title: "Ferry", text: "Late.", publishedAt: "2025-12-10" }]);
  });

  it("may have quoted line ends, quotes and delimiters in its texts", () => {
    const table = 'title,text\nOne,"He said ""no"", and\n\nleft."\nTwo,Text.\n';
    expect(read(table)).toMatchObject([{ text: 'He said "no", and\n\nleft.' }, { title: "Two" }]);
  });

  it("reports the line of each row, and the fault of an invalid one", () => {
    const table = 'title,text,url\nOne,"a\nb",\nTwo,Text.,nowhere\nThree,,\nFour,Text.,\n';
    expect(outline(entriesOf(table))).toEqual([
      "article 2 One",
      'problem 4 url must be a full web address beginning with http:// or https://, got "nowhere"',
      "problem 5 text is empty (no body, text, content, articleBody or similar)",
      "article 6 Four",
    ]);
  });

  it("may have rows with too few or too many fields", () => {
    expect(read("title,text,author\nOne,Text.\nTwo,Text.,Ann,more\n")).toMatchObject([
      { title: "One", author: null },
      { title: "Two", author: "Ann" },
    ]);
  });

  it.each(["nan", "NaN", "NULL", "None", "<NA>", "\\N", ""])("has no value in a cell with %j", (missing) => {
    const table = `title,text,author,date\nOne,Text.,${missing},${missing}\n`;
    expect(outline(entriesOf(table))).toEqual(["article 2 One"]);
    expect(read(table)).toMatchObject([{ author: null, publishedAt: null }]);
  });

  it.each([
    "Titel;Text;Datum;Autor\n",
    "Titre;Texte;Date de publication;Auteur\n",
    "Título;Contenido;Fecha;Autor\n",
    "Titolo;Testo;Data;Autore\n",
    "titel;inhalt;veröffentlicht;author\n",
  ])("may have names in other languages: %s", (header) => {
    expect(read(`${header}Fähre;Spät.;10.12.2025;Ann\n`)).toMatchObject([
      { title: "Fähre", text: "Spät.", publishedAt: "2025-12-10", author: "Ann" },
    ]);
  });

  it("does not mistake a single word for a name in another language", () => {
    expect(outline(entriesOf("title,text,data\nOne,Text.,x\n"))).toEqual([
      "article 2 One",
      "note 1 fields that are not read: data",
    ]);
  });

  it("keeps quotes that are not delimiters", () => {
    expect(read('title,text\nOne,5" wide and "so" on\n')).toMatchObject([{ text: '5" wide and "so" on' }]);
  });

  it("that breaks off within quotes yields the rows before", () => {
    expect(outline(entriesOf('title,text\nOne,Text.\nTwo,"Text'))).toEqual([
      "article 2 One",
      expect.stringMatching(/^problem 3 not a table: Quote Not Closed/),
    ]);
  });

  it("reports the columns that are not read", () => {
    expect(outline(entriesOf("title,text,mood,mood\nOne,Text.,good,bad\n"))).toEqual([
      "article 2 One",
      "note 1 fields that are not read: mood",
    ]);
  });

  it("without a text column is reported with its columns", () => {
    expect(outline(entriesOf("a,b\n1,2\n"))).toEqual([
      "problem 1 no column is the text of an article (such as body, text or content); the first line has: a, b",
    ]);
  });

  it("has embargoes like other records", () => {
    expect(outline(entriesOf("id,title,text,embargoed\n1,One,Text.,2099-01-01\n"))).toEqual([
      'skipped "1" is under embargo until 2099-01-01',
    ]);
  });

  it("with tabs has its own extension", () => {
    expect(read("title\ttext\nOne, two\tText.\n", "a.tsv")).toMatchObject([{ title: "One, two" }]);
  });

  it.each([
    [
      "in the middle",
      'title\ttext\n"Fast" ferries\tThey "fly" now.\n',
      ['"Fast" ferries', 'They "fly" now.'],
    ],
    ["at the beginning of cells", 'title\ttext\n"Fast\t"They fly.\n', ['"Fast', '"They fly.']],
    ["around two cells", 'title\ttext\n"Fast\tThey fly"\n', ['"Fast', 'They fly"']],
    ["that never end", 'title\ttext\nFast\t"They fly.\n', ["Fast", '"They fly.']],
    [
      "of tables among letters",
      'title\ttext\n"A ""fast"" ferry"\tThey fly.\n"Slow" ferries\tThey swim.\n',
      ['A "fast" ferry', "They fly.", '"Slow" ferries', "They swim."],
    ],
    ["around cells with line ends", 'title\ttext\nFast\t"They\nfly\tnow."\n', ["Fast", "They\nfly now."]],
  ])("of tabs has quotes %s", (_, table, texts) => {
    expect(read(table, "a.tsv").flatMap(({ title, text }) => [title, text])).toEqual(texts);
  });

  it.each([
    [
      "backslashes before quotes",
      'title,text\n"The \\"Swift\\"","It \\"flies\\", they say."\n',
      'The "Swift"',
    ],
    ["quotes around one word", 'title,text\n"Swift" flies,It does.\nTwo,Text.\n', '"Swift" flies'],
  ])("of commas may have %s", (_, table, title) => {
    expect(read(table)[0]).toMatchObject({ title });
  });

  it.each([
    [
      "different line ends",
      "title,text\r\nOne,Text.\nTwo,Text.\rThree,Text.\r\n",
      ["2 One", "3 Two", "4 Three"],
    ],
    ["a title above", "All stories of 2025\n\ntitle,text\nOne,Text.\n", ["4 One"]],
    ["notes above", "# desk: news\n# a,b,c,d\ntitle;text;date\nOne;Text.;2025-12-10\n", ["4 One"]],
    ["a title in its first cell", "All stories,,\n,,\ntitle,text,date\nOne,Text.,\n", ["4 One"]],
    ["a delimiter in quotes", '"sep=;"\r\ntitle;text\r\nOne;Text, and more.\r\n', ["3 One"]],
    ["a delimiter above notes", "sep=|\nAll stories\ntitle|text\nOne|Text.\n", ["4 One"]],
  ])("may have %s", (_, table, expected) => {
    expect(outline(entriesOf(table))).toEqual(expected.map((article) => `article ${article}`));
  });

  it("does not treat a row of texts as its header", () => {
    expect(outline(entriesOf("a,b\ntext,one\n"))).toEqual([expect.stringMatching(/^problem 1 no column/)]);
  });

  it.each([
    ["['Ann Lee', \"Bo O'Hara\"]", "Ann Lee, Bo O'Hara"],
    ["['Bo O\\'Hara']", "Bo O'Hara"],
    ['["Ann Lee","Bo Li"]', "Ann Lee, Bo Li"],
    ["('Ann Lee',)", "Ann Lee"],
    ["['Ann Lee', None, '']", "Ann Lee"],
    ["['Ann Lee' 'Bo Li']", "Ann Lee, Bo Li"],
    ["[{'name': 'Ann Lee', 'id': 7}]", "Ann Lee"],
    ["['J\\xfcrgen']", "Jürgen"],
    ["[]", null],
    ["[Ann Lee]", "[Ann Lee]"],
    ["['Ann Lee', ['Bo']]", "['Ann Lee', ['Bo']]"],
    ["['Ann Lee", "['Ann Lee"],
  ])("has the names of the list %s", (list, author) => {
    const cell = `"${list.replaceAll('"', '""')}"`;
    expect(read(`title,text,authors\nOne,Text.,${cell}\n`)).toMatchObject([{ author }]);
  });

  it("has lists of tags, but no lists as texts", () => {
    const table = `title,text,tags\n"['One']","['a', 'b']","['ferry', 'harbour, sea']"\n`;
    expect(read(table)).toMatchObject([
      { title: "['One']", text: "['a', 'b']", tags: ["ferry", "harbour, sea"] },
    ]);
  });

  it.each([
    ["articleTitle,articleBody,articleUrl,articleDate,articleAuthor"],
    ["news_title,news_content,news_link,news_date,news_author"],
    ["post_title,post_content,post_url,post_date,post_author"],
    ["Story Headline,Story Text,Story URL,Published Date,Story Byline"],
    ["headline,short_description,link,pubDate,byline"],
    ["제목,본문,링크,작성일,기자"],
    ["기사 제목,기사 내용,URL,입력일시,기자명"],
    ["見出し,本文,リンク,掲載日,記者"],
    ["タイトル,記事,URL,公開日時,著者"],
    ["标题,正文,链接,发布时间,作者"],
    ["標題,內容,連結,發布日期,記者"],
    ["title,本文,url,date,author"],
  ])("has columns that are named %s", (header) => {
    expect(read(`${header}\nOne,Text.,https://a.example/1,2025-12-10,Ann\n`)).toMatchObject([
      { title: "One", text: "Text.", url: "https://a.example/1", publishedAt: "2025-12-10", author: "Ann" },
    ]);
  });

  it("has the exact name rather than a longer one", () => {
    const table = "news_title,title,post_name,text\nA,B,c,Text.\n";
    expect(read(table)).toMatchObject([{ title: "B" }]);
  });
});
