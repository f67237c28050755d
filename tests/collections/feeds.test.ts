import { describe, expect, it } from "vitest";
import { articlesOf, outline } from "../fixtures/source-entries.ts";
import { collection } from "./collections-folder.ts";
import { namesIn, readFileOf } from "./read-collection.ts";

const FEEDS = collection("feeds");
const NEWSML = collection("newsml");

interface ExpectedFeed {
  readonly articles: number;
  readonly encoding: string;
  /** How many entries have only a summary. */
  readonly summaries: number;
  readonly first: Readonly<Record<string, unknown>>;
  readonly firstText: RegExp;
}

/** Read off the files by hand. */
const EXPECTED: Readonly<Record<string, ExpectedFeed>> = {
  "content-encoded.rss": {
    articles: 7,
    encoding: "utf-8",
    summaries: 0,
    first: {
      id: "https://medium.com/invironment/the-creative-forager-125af37d838f",
      title: "THE CREATIVE FORAGER",
      author: "Jeremy Puma",
      section: "plants",
      source: "Food in Invironment on Medium",
      publishedAt: "2018-04-09T18:55:38Z",
      updatedAt: "2018-04-09T19:39:12Z",
    },
    firstText: /^Using\sWild\sIngredients\s[^\n]+\n\nHEY,\sYOU![^\n]+\n\nFood\sis\sall\saround\sus/,
  },
  "encoding.rss": {
    articles: 40,
    encoding: "windows-1252",
    summaries: 40,
    first: {
      title: "Mãe de utente é a nova presidente da Raríssimas",
      url: "https://www.jn.pt/nacional/interior/sonia-laig-e-a-nova-presidente-da-rarissimas-9021600.html",
      section: "Nacional",
      language: "pt-PT",
      source: "Jornal de Notícias - Últimas Notícias",
      publishedAt: "2018-01-03T13:47:00Z",
    },
    firstText: /^Sónia Laygue, profissional .* direção da Raríssimas\.$/,
  },
  "guardian.rss": {
    articles: 55,
    encoding: "utf-8",
    summaries: 55,
    first: {
      title: "Trump State of the Union address promised unity but emphasized discord",
      author: "David Smith in Washington",
      section: "Donald Trump",
      language: "en-GB",
      source: "The Guardian",
      publishedAt: "2018-01-31T07:26:05Z",
    },
    firstText: /^The president’s ‘new American moment’ speech [^\n]+ contempt\n\nDonald Trump has promised/,
  },
  "heise.atom": {
    articles: 15,
    encoding: "utf-8",
    summaries: 0,
    first: {
      id: "https://heise.de/developer/meldung/Java-Anwendungsserver-Red-Hat-gibt-WildFly-10-frei-3088438.html",
      title: "Java-Anwendungsserver: Red Hat gibt WildFly 10 frei",
      author: "heise online",
      source: "heise developer neueste Meldungen",
      publishedAt: "2016-02-01T16:22:00Z",
      updatedAt: "2016-02-01T16:54:50Z",
    },
    firstText: /^Die nun verfügbare Version 10 .* des Open-Source-Projekts\.$/,
  },
  "heraldsun.rss": {
    articles: 2,
    encoding: "utf-8",
    summaries: 2,
    first: {
      title: "The First Item",
      url: "http://www.oreilly.com/example/001.html",
      source: "Another Site",
      language: "en-GB",
      publishedAt: null,
    },
    firstText: /^This is the first item\.$/,
  },
  "instant-article.rss": {
    articles: 1,
    encoding: "utf-8",
    summaries: 0,
    first: {
      title: "My first Instant Article",
      author: "tobi",
      language: "en",
      publishedAt: "2016-05-04T06:53:45Z",
    },
    firstText: /^Lorem ipsum$/,
  },
  "reddit.rss": {
    articles: 24,
    encoding: "utf-8",
    summaries: 24,
    first: {
      title: "The water is too deep, so he improvises",
      section: "funny",
      publishedAt: "2015-11-12T21:16:39Z",
    },
    firstText: /^submitted by cakebeerandmorebeer to funny\n\[link\] \[275 comments\]$/,
  },
  "uolNoticias.rss": {
    articles: 15,
    encoding: "windows-1252",
    summaries: 15,
    first: {
      title: "Ibope: Bolsonaro perde de Haddad, Ciro e Alckmin em simulações de 2º turno",
      source: "UOL Noticias",
      language: null,
      publishedAt: "2018-09-24T22:42:40Z",
    },
    firstText: /^Líder na pesquisa Ibope de intenção de voto .* mesmo levantamento\.$/,
  },
};

const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "incomplete-fields.atom": ["problem 3 entry has neither title nor text"],
  "missing-fields.atom": ["problem 3 entry has neither title nor text"],
  "unrecognized.rss": ['problem 1 an HTML page, "Document Moved", where a feed was expected'],
};

const NEWS_ITEMS: Readonly<Record<string, readonly string[]>> = {
  "LISTING_1_A_NewsML-G2_News_Item.xml": [
    'problem 12 newsItem "urn:newsml:acmenews.com:20161018:US-FINANCE-FED" has no text: no NITF, XHTML or plain text with words in it',
  ],
  "LISTING_24_News_Message_conveying_a_complete_News_Package.xml": [
    "skipped packageItem refers to articles but contains none",
    ...["N1", "N2", "N3", "N4"].map(
      (id, i) =>
        `problem ${27 + i} newsItem "${id}" has no text: no NITF, XHTML or plain text with words in it`,
    ),
  ],
  "LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml": [
    "article 1 Arizona Diamondbacks (29-23) at Philadelphia Phillies (26-24), 7:05p.m.",
  ],
  "LISTING_28_Illustrating_Located_Subject_and_Dateline.xml": [
    "problem 1 contentMeta is not an article unless it is in a newsItem",
  ],
};

describe("readSourceBytes on real feeds", () => {
  it("has an expectation for every file", () => {
    expect([...Object.keys(EXPECTED), ...Object.keys(REFUSED)].sort()).toEqual([...namesIn(FEEDS)].sort());
    expect(Object.keys(NEWS_ITEMS).sort()).toEqual([...namesIn(NEWSML)].sort());
  });

  it.each(Object.entries(EXPECTED))("reads every entry of %s", (name, expected) => {
    const entries = readFileOf(FEEDS, name);
    const articles = articlesOf(entries);
    expect(outline(entries).filter((line) => !line.startsWith("article"))).toEqual([]);
    expect(articles).toHaveLength(expected.articles);
    expect(new Set(articles.map(({ article }) => article.id)).size).toBe(expected.articles);
    expect(new Set(articles.map(({ origin }) => origin.encoding))).toEqual(new Set([expected.encoding]));
    expect(articles.filter(({ summaryOf }) => summaryOf !== undefined)).toHaveLength(expected.summaries);
    expect(articles[0]?.article).toMatchObject(expected.first);
    expect(articles[0]?.article.text).toMatch(expected.firstText);
  });

  it.each(Object.keys(EXPECTED))("leaves no markup in the texts and titles of %s", (name) => {
    for (const { article } of articlesOf(readFileOf(FEEDS, name))) {
      expect(`${article.title}\n${article.text}`).not.toMatch(/<\/?[a-z][^>]*>|&[a-z]+;|&#\d+;/i);
    }
  });

  it.each(Object.entries(REFUSED))("explains the fault of %s", (name, expected) => {
    expect(outline(readFileOf(FEEDS, name))).toEqual(expected);
  });
});

describe("readSourceBytes on NewsML-G2 and NITF", () => {
  it.each(Object.entries(NEWS_ITEMS))("reads %s", (name, expected) => {
    expect(outline(readFileOf(NEWSML, name))).toEqual(expected);
  });

  it("takes the text, the headline and the byline from NITF", () => {
    const [entry] = articlesOf(
      readFileOf(NEWSML, "LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml"),
    );
    expect(entry?.article.author).toBe("Sports Network");
    expect(entry?.article.text).toMatch(
      /^\(Sports Network\) - With the Philadelphia Phillies picking up momentum .* a clash of the Titans\.$/,
    );
  });
});
