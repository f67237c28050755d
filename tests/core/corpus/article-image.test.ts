import { chooseImage } from "@dateline-search/core/corpus/article-image";
import { readSourceBytes } from "@dateline-search/core/corpus/read-source-bytes";
import type { ArticleImage } from "@dateline-search/core/types";
import { describe, expect, it } from "vitest";

const SITE = "https://ip.example";
const PICTURE = `${SITE}/media/ferry.jpg`;
const TEXT = "The ferry sailed to the island on Monday, the harbour office said in the morning.";
const NOW = new Date("2025-12-20T00:00:00Z");

function imageIn(name: string, content: string | object, url: string | null = null): ArticleImage | null {
  const text = typeof content === "string" ? content : JSON.stringify(content);
  const entries = [...readSourceBytes({ name, bytes: Buffer.from(text), url }, { now: NOW })];
  const [entry] = entries.filter(({ kind }) => kind === "article");
  if (entry?.kind !== "article") throw new Error(`no article: ${JSON.stringify(entries)}`);
  return entry.article.image;
}

const picture = (alt: string | null = null, url = PICTURE): ArticleImage => ({ url, alt });
const page = (head: string, body = "") =>
  `<html><head><title>Ferry</title><link rel="canonical" href="${SITE}/2025/ferry">${head}</head><body><article><h1>Ferry</h1>${body}${`<p>${TEXT}</p>`.repeat(4)}</article></body></html>`;
const og = (name: string, content: string) => `<meta property="og:image${name}" content="${content}">`;
const jsonLd = (data: object) => `<script type="application/ld+json">${JSON.stringify(data)}</script>`;
const news = {
  "@context": "https://schema.org",
  "@type": "NewsArticle",
  headline: "Ferry",
  articleBody: TEXT,
};

describe("pictures of pages", () => {
  it.each<readonly [string, string, ArticleImage | null]>([
    [
      "og:image with its text",
      page(og("", PICTURE) + og(":alt", "The ferry &amp; the pier")),
      picture("The ferry & the pier"),
    ],
    ["a relative address", page(og("", "/media/ferry.jpg")), picture()],
    ["an address without a scheme", page(og("", "//ip.example/media/ferry.jpg")), picture()],
    ["an address relative to <base>", page(`<base href="${SITE}/media/">${og("", "ferry.jpg")}`), picture()],
    [
      "the secure address of the same",
      page(og("", "http://ip.example/media/ferry.jpg") + og(":secure_url", PICTURE)),
      picture(),
    ],
    [
      "the first of several that is no logo",
      page(og("", `${SITE}/img/logo.png`) + og("", PICTURE) + og(":alt", "Pier")),
      picture("Pier"),
    ],
    [
      "one behind a pixel",
      page(
        og("", PICTURE.replace("ferry", "big")) + og(":width", "1") + og("", PICTURE) + og(":width", "1200"),
      ),
      picture(),
    ],
    [
      "twitter:image",
      page(`<meta name="twitter:image" content="${PICTURE}"><meta name="twitter:image:alt" content="Pier">`),
      picture("Pier"),
    ],
    ["twitter:image:src", page(`<meta name="twitter:image:src" content="${PICTURE}">`), picture()],
    ["JSON-LD, an address", page(jsonLd({ ...news, image: PICTURE })), picture()],
    ["JSON-LD, a list", page(jsonLd({ ...news, image: [PICTURE, `${SITE}/b.jpg`] })), picture()],
    [
      "JSON-LD, an object with a caption",
      page(jsonLd({ ...news, image: { "@type": "ImageObject", contentUrl: PICTURE, caption: "Pier" } })),
      picture("Pier"),
    ],
    [
      "JSON-LD, a reference",
      page(
        jsonLd({
          "@context": "https://schema.org",
          "@graph": [
            { ...news, image: { "@id": "#p" } },
            { "@type": "ImageObject", "@id": "#p", url: PICTURE },
          ],
        }),
      ),
      picture(),
    ],
    ["JSON-LD, thumbnailUrl", page(jsonLd({ ...news, thumbnailUrl: PICTURE })), picture()],
    ["link rel=image_src", page(`<link rel="image_src" href="${PICTURE}">`), picture()],
    ["microdata", page(`<meta itemprop="image" content="${PICTURE}">`), picture()],
    [
      "the picture in the text",
      page("", `<figure><img src="${PICTURE}" alt="Pier" width="800"></figure>`),
      picture("Pier"),
    ],
    [
      "the text of the same picture in the page",
      page(og("", `${PICTURE}?w=1200`), `<figure><img src="${PICTURE}?w=640" alt="Pier"></figure>`),
      picture("Pier", `${PICTURE}?w=1200`),
    ],
    ["none", page(""), null],
    [
      "the logo of the publisher under another name",
      page(
        og("", PICTURE) +
          jsonLd({
            ...news,
            publisher: {
              "@type": "Organization",
              name: "IP",
              logo: { "@type": "ImageObject", url: PICTURE },
            },
          }),
      ),
      null,
    ],
    ["data:", page(og("", "data:image/png;base64,iVBORw0KGgo=")), null],
    ["javascript:", page(og("", "javascript:alert(1)")), null],
    ["a file", page(og("", "file:///etc/ferry.jpg")), null],
    ["what the site shows where there is none", page(og("", `${SITE}/assets/og-default.png`)), null],
  ])("%s", (_, html, expected) => {
    expect(imageIn("page.html", html, `${SITE}/2025/ferry?utm_source=x`)).toEqual(expected);
  });
});

const rss = (item: string, channel = "") =>
  `<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Island Post</title><link>${SITE}/</link>${channel}<item><title>Ferry</title><link>${SITE}/2025/ferry</link><description>${TEXT}</description>${item}</item></channel></rss>`;

describe("pictures of feeds", () => {
  it.each<readonly [string, string, ArticleImage | null]>([
    [
      "media:content",
      rss(
        `<media:content url="${PICTURE}" medium="image"><media:description>Pier</media:description></media:content>`,
      ),
      picture("Pier"),
    ],
    [
      "the largest of media:content that is not for print",
      rss(
        `<media:content url="${SITE}/s.jpg" type="image/jpeg" width="140"/><media:content url="${PICTURE}" type="image/jpeg" width="1200"/><media:content url="${SITE}/print.jpg" type="image/jpeg" width="6000"/>`,
      ),
      picture(),
    ],
    [
      "media:content of a group, by its ending",
      rss(
        `<media:group><media:content url="${SITE}/v.mp4" type="video/mp4"/><media:content url="${PICTURE}"/></media:group>`,
      ),
      picture(),
    ],
    [
      "media:thumbnail beside a video",
      rss(
        `<media:content url="${SITE}/v.mp4" medium="video"/><media:thumbnail url="${PICTURE}" width="640"/>`,
      ),
      picture(),
    ],
    ["enclosure", rss(`<enclosure url="${PICTURE}" type="image/jpeg" length="0"/>`), picture()],
    ["no enclosure of sound", rss(`<enclosure url="${SITE}/a.mp3" type="audio/mpeg" length="9"/>`), null],
    ["itunes:image", rss(`<itunes:image href="${PICTURE}"/>`), picture()],
    ["image with url", rss(`<image><url>${PICTURE}</url></image>`), picture()],
    [
      "an address relative to the page",
      rss('<enclosure url="/media/ferry.jpg" type="image/jpeg"/>'),
      picture(),
    ],
    [
      "the first picture of the text",
      rss(
        `<content:encoded><![CDATA[<p>${TEXT} ${TEXT}</p><img src="${PICTURE}" alt="Pier"/>]]></content:encoded>`,
      ),
      picture("Pier"),
    ],
    [
      "a pixel before it",
      rss(
        `<content:encoded><![CDATA[<img src="https://count.example/a?x=1" width="1" height="1"><img src="${PICTURE}"><p>${TEXT} ${TEXT}</p>]]></content:encoded>`,
      ),
      picture(),
    ],
    [
      "that of feedburner",
      rss(
        `<content:encoded><![CDATA[<p>${TEXT} ${TEXT}</p><img src="http://feeds.feedburner.com/~r/ip/~4/x">]]></content:encoded>`,
      ),
      null,
    ],
    [
      "the picture of the channel",
      rss(
        `<enclosure url="${PICTURE}" type="image/jpeg"/>`,
        `<image><url>${PICTURE}</url><title>IP</title><link>${SITE}</link></image>`,
      ),
      null,
    ],
  ])("RSS: %s", (_, text, expected) => {
    expect(imageIn("feed.rss", text)).toEqual(expected);
  });

  it("Atom: enclosure, relative to xml:base, and the picture of its content", () => {
    const atom = (entry: string) =>
      `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="${SITE}/media/"><title>IP</title><logo>logo-of-ip.png</logo><entry><id>urn:x:1</id><title>Ferry</title>${entry}</entry></feed>`;
    expect(imageIn("feed.atom", atom('<link rel="enclosure" type="image/jpeg" href="ferry.jpg"/>'))).toEqual(
      picture(),
    );
    const content = `<content type="html">&lt;p>${TEXT}&lt;/p>&lt;img src="ferry.jpg" alt="Pier"></content>`;
    expect(imageIn("feed.atom", atom(content))).toEqual(picture("Pier"));
    expect(
      imageIn("feed.atom", atom('<link rel="enclosure" type="image/png" href="logo-of-ip.png"/>')),
    ).toBeNull();
  });

  it.each<readonly [string, object, ArticleImage | null]>([
    ["image", { image: PICTURE }, picture()],
    ["banner_image", { banner_image: "/media/ferry.jpg" }, picture()],
    ["an attachment", { attachments: [{ url: PICTURE, mime_type: "image/webp" }] }, picture()],
    ["content_html", { content_html: `<p>${TEXT}</p><img src='${PICTURE}' alt='Pier'>` }, picture("Pier")],
    ["another type", { image: 7 }, null],
    ["the icon of the feed", { image: `${SITE}/icon-512.png` }, null],
  ])("JSON Feed: %s", (_, fields, expected) => {
    const item = { id: "1", url: `${SITE}/2025/ferry`, title: "Ferry", content_text: TEXT, ...fields };
    const feed = {
      version: "https://jsonfeed.org/version/1.1",
      title: "IP",
      home_page_url: SITE,
      icon: `${SITE}/icon-512.png`,
      items: [item],
    };
    expect(imageIn("feed.json", feed)).toEqual(expected);
  });
});

const ninjs = (fields: object) => ({
  uri: "urn:x:1",
  type: "text",
  headline: "Ferry",
  body_text: TEXT,
  ...fields,
});

describe("pictures of news agencies", () => {
  it.each<readonly [string, object, ArticleImage | null]>([
    [
      "ninjs 1: associations by name, the feature first",
      ninjs({
        associations: {
          other: { type: "picture", renditions: { main: { href: `${SITE}/o.jpg`, width: 800 } } },
          featuremedia: {
            type: "picture",
            description_text: "Pier",
            renditions: {
              thumbnail: { href: `${SITE}/t.jpg`, width: 120 },
              viewImage: { href: PICTURE, width: 640, mimetype: "image/jpeg" },
            },
          },
        },
      }),
      picture("Pier"),
    ],
    [
      "ninjs 3: lists, without the logo",
      ninjs({
        associations: [
          { name: "logo", type: "graphic", renditions: [{ name: "highres", href: `${SITE}/dell.jpg` }] },
          {
            name: "photo",
            type: "picture",
            descriptions: [{ role: "caption", value: "Pier" }],
            renditions: [{ name: "highres", href: PICTURE, contentType: "image/jpeg", width: 432 }],
          },
        ],
      }),
      picture("Pier"),
    ],
    [
      "ninjs: a rendition of its own",
      ninjs({ renditions: { main: { href: PICTURE, mimetype: "image/jpeg" } } }),
      picture(),
    ],
    [
      "ninjs: a video",
      ninjs({
        associations: {
          v: { type: "video", renditions: { main: { href: `${SITE}/v.mp4`, mimetype: "video/mp4" } } },
        },
      }),
      null,
    ],
    [
      "ninjs: an object of another shape",
      ninjs({ associations: [7, { name: "x", renditions: "none" }], renditions: 3 }),
      null,
    ],
  ])("%s", (_, item, expected) => {
    expect(imageIn("item.json", item)).toEqual(expected);
  });

  const media = `<media media-type="image"><media-reference mime-type="image/jpeg" source="${PICTURE}" width="800" height="600"/><media-caption><p>Pier</p></media-caption></media>`;
  const nitf = `<nitf><head><docdata><doc-id id-string="x1"/></docdata></head><body><body.head><hedline><hl1>Ferry</hl1></hedline></body.head><body.content><block><p>${TEXT}</p>${media}</block></body.content></body></nitf>`;

  it("NITF: media within its body", () => {
    expect(imageIn("story.xml", nitf)).toEqual(picture("Pier"));
  });

  it("NewsML-G2: a rendition elsewhere, an icon, and the media of the NITF in it", () => {
    const item = (meta: string, content: string) =>
      `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:newsml:x:1"><itemMeta><itemClass qcode="ninat:text"/></itemMeta><contentMeta><headline>Ferry</headline>${meta}</contentMeta><contentSet><inlineXML contenttype="application/nitf+xml">${nitf}</inlineXML>${content}</contentSet></newsItem>`;
    const other = `${SITE}/other.jpg`;
    expect(imageIn("item.xml", item("", ""))).toEqual(picture("Pier"));
    expect(
      imageIn("item.xml", item("", `<remoteContent contenttype="image/jpeg" href="${other}" width="900"/>`)),
    ).toEqual(picture(null, other));
    expect(imageIn("item.xml", item(`<icon rendition="rnd:thumbnail" href="${other}"/>`, ""))).toEqual(
      picture(null, other),
    );
  });
});

describe("pictures of records", () => {
  it.each<readonly [string, object, ArticleImage | null]>([
    ["image", { image: PICTURE }, picture()],
    ["image_url and image_alt", { image_url: PICTURE, image_alt: "Pier" }, picture("Pier")],
    ["urlToImage of NewsAPI", { urlToImage: PICTURE }, picture()],
    ["top_image of newspaper", { top_image: PICTURE }, picture()],
    ["an object", { image: { url: PICTURE, alt: "Pier" } }, picture("Pier")],
    [
      "a list of objects",
      { images: [{ src: PICTURE, caption: "Pier" }, { src: `${SITE}/b.jpg` }] },
      picture("Pier"),
    ],
    ["cover of Hugo", { cover: { image: "/media/ferry.jpg", alt: "Pier" } }, picture("Pier")],
    ["the second name, where the first has none", { image: null, thumbnail: PICTURE }, picture()],
    ["a number", { image: 7 }, null],
    ["data:", { image: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" }, null],
    ["an avatar", { image: `${SITE}/avatar.png` }, null],
  ])("JSON: %s", (_, fields, expected) => {
    expect(imageIn("a.json", { title: "Ferry", text: TEXT, url: `${SITE}/2025/ferry`, ...fields })).toEqual(
      expected,
    );
  });

  it("front matter, headers of texts, CSV", () => {
    expect(
      imageIn(
        "a.md",
        `---\ntitle: Ferry\nurl: ${SITE}/2025/ferry\nimages: [/media/ferry.jpg]\n---\n${TEXT}\n`,
      ),
    ).toEqual(picture());
    expect(imageIn("a.txt", `Title: Ferry\nImage: ${PICTURE}\nImage alt: Pier\n\n${TEXT}\n`)).toEqual(
      picture("Pier"),
    );
    expect(imageIn("a.csv", `title,text,image_url\nFerry,"${TEXT}",${PICTURE}\n`)).toEqual(picture());
  });

  it("a relative address without a page is ignored", () => {
    expect(imageIn("a.json", { title: "Ferry", text: TEXT, image: "/media/ferry.jpg" })).toBeNull();
  });
});

describe("what is not a picture of an article", () => {
  it.each([
    "https://ip.example/1x1.gif",
    "https://ip.example/spacer.gif",
    "https://ip.example/logo.png",
    "https://ip.example/ip-logo.jpg",
    "https://ip.example/site-logo-600x60.png",
    "https://ip.example/logos/ip.png",
    "https://ip.example/apple-touch-icon.png",
    "https://ip.example/favicon-196x196.png",
    "https://ip.example/a/placeholder.jpg",
    "https://ip.example/no-image.png",
    "https://ip.example/og-default.png",
    "https://ip.example/default.jpg",
    "https://ip.example/drawing.svg",
    "https://secure.gravatar.com/avatar/1",
    "https://pixel.ip.example/a.jpg",
    "https://s.w.org/images/core/emoji/15/72x72/1f600.png",
    "https://ip.example/",
    "ftp://ip.example/a.jpg",
    `https://ip.example/${"a".repeat(2_100)}.jpg`,
  ])("%s", (url) => {
    expect(chooseImage([{ url }], null)).toBeNull();
  });

  it.each([
    "https://ip.example/a/new-logo-of-the-harbour-is-shown.jpg",
    "https://ip.example/i/ferry?w=1200&h=630",
    "https://ip.example/avatar-opens-in-london.jpg",
    "https://ip.example/pixel-phone-review.jpg",
    "https://cdn.ip.example/9f8e7d.webp",
  ])("unlike %s", (url) => {
    expect(chooseImage([{ url }], null)).toEqual({ url, alt: null });
  });

  it("a long description is cut at a word", () => {
    const { alt } = chooseImage([{ url: PICTURE, alt: "harbour ".repeat(100) }], null) ?? { alt: null };
    expect(alt?.length).toBeLessThanOrEqual(501);
    expect(alt?.endsWith("harbour…")).toBe(true);
  });

  it("names of any length are judged at once", () => {
    const url = `https://ip.example/${"favicon-a".repeat(200)}!.png`;
    expect(chooseImage([{ url }], null)).toEqual({ url, alt: null });
  });
});
