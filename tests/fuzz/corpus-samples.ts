/** One small whole source of every format that a corpus may have. */
export const CORPUS_SAMPLES: Readonly<Record<string, string>> = {
  "story.txt": `date 2025-03-03
HARBOUR, March 3 (REUTERS) - The ferry sailed again on Monday.

Storms had kept it in port for nine days.`,
  "story.md": `---
id: ferry
title: "Ferry sails: again"
date: 2025-03-03T06:00:00+02:00
author: [A. Keeper, B. Mate]
---
# Ferry sails

The *ferry* to the **northern** islands sailed on [Monday](https://example.com/a).

> - quoted
>   1. list

| a | b |
|---|---|
| 1 | 2 |
`,
  "story.toml.md": `+++
title = "Ferry"
date = 2025-03-03
+++
The ferry sailed.`,
  "story.json": `{"id":"ferry","title":"Ferry sails","text":"The ferry sailed on Monday.","url":"https://example.com/ferry","publishedAt":"2025-03-03","authors":[{"name":"A. Keeper"}],"language":"en"}`,
  "stories.json": `[{"id":"a","title":"A","text":"One."},{"headline":"B","body_html":"<p>Two.</p>","versioncreated":"2025-03-03T06:00:00Z"}]`,
  "feed.json": `{"version":"https://jsonfeed.org/version/1.1","title":"News","items":[{"id":"1","url":"https://example.com/1","title":"Ferry","content_html":"<p>The ferry <b>sailed</b>.</p>","date_published":"2025-03-03T06:00:00Z"}]}`,
  "stories.jsonl": `{"id":"a","title":"A","text":"One."}
{"id":"b","title":"B","text":"Two.","updatedAt":"2025-03-04"}
`,
  "item.ninjs": `{"uri":"urn:x:1","type":"text","versioncreated":"2025-03-03T06:00:00Z","headline":"Ferry","body_text":"The ferry sailed.","pubstatus":"usable","byline":"By A","located":"Harbour"}`,
  "item3.ninjs": `{"uri":"urn:x:2","standard":{"name":"ninjs","version":"3.0"},"headlines":[{"role":"main","value":"Ferry"}],"bodies":[{"contenttype":"text/html","value":"<p>Sailed.</p>"}],"embargoedUntil":"2025-03-03T06:00:00Z"}`,
  "feed.rss": `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title><link>https://example.com/</link><item><guid isPermaLink="false">1</guid><title>Ferry &amp; sail</title><link>https://example.com/1</link><pubDate>Mon, 03 Mar 2025 06:00:00 GMT</pubDate><dc:creator>A</dc:creator><content:encoded><![CDATA[<p>The ferry <i>sailed</i>.</p>]]></content:encoded></item></channel></rss>`,
  "feed.atom": `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>News</title><id>urn:x</id><updated>2025-03-03T06:00:00Z</updated><entry><id>urn:x:1</id><title type="html">Ferry &lt;b&gt;sails&lt;/b&gt;</title><link href="https://example.com/1"/><updated>2025-03-03T06:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The ferry sailed.</p></div></content></entry><at:deleted-entry ref="urn:x:2" when="2025-03-03T07:00:00Z"/></feed>`,
  "feed.rdf": `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://example.com/"><title>News</title></channel><item rdf:about="https://example.com/1"><title>Ferry</title><link>https://example.com/1</link><description>The ferry sailed.</description></item></rdf:RDF>`,
  "page.html": `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry sails - Gazette</title><meta property="article:published_time" content="2025-03-03T06:00:00Z"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry sails","datePublished":"2025-03-03","articleBody":"The ferry sailed on Monday after nine days in port."}</script></head><body><nav><a href="/">Home</a></nav><article><h1>Ferry sails</h1><p>The ferry to the northern islands sailed again on Monday. Storms had kept it in port for nine days.</p><p>Shopkeepers said that fresh milk had run out.</p></article></body></html>`,
  "story.nitf": `<nitf><head><title>Ferry</title><docdata><doc-id id-string="x1"/><date.issue norm="20250303T060000Z"/><urgency ed-urg="4"/></docdata></head><body><body.head><hedline><hl1>Ferry sails</hl1></hedline><byline>By A</byline><dateline><location>Harbour</location></dateline></body.head><body.content><p>The ferry sailed.</p></body.content></body></nitf>`,
  "item.xml": `<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:3" version="2" standard="NewsML-G2" standardversion="2.9"><itemMeta><itemClass qcode="ninat:text"/><versionCreated>2025-03-03T06:00:00Z</versionCreated><pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>Ferry</headline><dateline>HARBOUR</dateline></contentMeta><contentSet><inlineXML contenttype="application/nitf+xml"><nitf><body><body.content><p>The ferry sailed.</p></body.content></body></nitf></inlineXML></contentSet></newsItem>`,
};
