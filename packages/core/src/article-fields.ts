/**
 * The only declaration of an article's fields. The type `Article`, the columns of a segment, filters, facets,
 * request parameters, command flags, names in JSON records and the fields of answers are derived from it.
 * Imports nothing.
 *
 * @module
 */

/**
 * How a filter compares: a whole name ignoring case and accents, a language tag with its subtags, or an exact
 * id.
 */
type Comparison = "name" | "language" | "id";

interface Restriction {
  /** Name of the request parameter and of the field of a `Filter`. */
  readonly parameter: string;
  /** Which articles remain, as the end of "articles …". */
  readonly leaves: string;
}

interface FieldFilter extends Restriction {
  readonly compares: Comparison;
  /** The parameter that excludes articles with one of the values. */
  readonly exclusion?: Restriction;
}

interface ArticleField {
  /** A text, an optional text (`null`), several texts, a boolean, or an optional image. */
  readonly type: "text" | "optional" | "list" | "flag" | "image";
  /** Description in the API documents, where the name is not enough. */
  readonly description?: string;
  /** Whether hits include it; a whole article has every field. */
  readonly inHits?: true;
  readonly filter?: FieldFilter;
  /** Whether it can be used as a facet. */
  readonly isFacet?: true;
  /**
   * Names in JSON records and front matter, the preferred one first. Compared without case, blanks, `_` and
   * `-`, so `publishedAt`, `published_at` and `Published-At` are the same name.
   */
  readonly aliases?: readonly string[];
  /** Names that tell the header of a plain text from its story. Compared in lower case. */
  readonly headerNames?: readonly string[];
  /**
   * Names in French, German, Spanish, Italian, Portuguese, Dutch, Russian, Korean, Japanese and Chinese, in
   * lower case.
   */
  readonly foreignNames?: readonly string[];
}

const INSTANT = "YYYY-MM-DD or a UTC instant YYYY-MM-DDTHH:MM:SSZ.";

/** The fields, in the order of answers. */
export const ARTICLE_FIELDS = {
  /** Stable across builds: the explicit id, else derived from the canonical URL, else from the content. */
  id: {
    type: "text",
    inHits: true,
    filter: { parameter: "articleId", compares: "id", leaves: "with this id" },
    aliases: ["id", "guid", "uuid"],
    headerNames: words("id"),
  },
  title: {
    type: "text",
    inHits: true,
    aliases: words("title headline webtitle articletitle name headlines"),
    headerNames: words("title headline"),
    foreignNames: phrases(
      "titre,titel,título,titulo,titolo,überschrift,schlagzeile,rubriek,kop,заголовок,제목,기사제목,뉴스제목,헤드라인,표제,タイトル,題名,見出し,見出,件名,表題,記事タイトル,标题,標題,题目,題目,新闻标题,新聞標題,文章标题,文章標題",
    ),
  },
  /** True when the source had no title and it was taken from the text. */
  titleDerived: {
    type: "flag",
    description: "Whether the title was extracted from the text.",
  },
  /** Plain text, paragraphs separated by a blank line. Every offset in Dateline is a UTF-16 index into it. */
  text: {
    type: "text",
    description: "Plain text, paragraphs separated by a blank line.",
    // A summary becomes the text when there is no other.
    aliases:
      words(`body text content articlebody bodytext contenttext fulltext maintext articletext storytext bodyhtml
      contenthtml bodyxhtml html contentencoded plaintext contentelements document leadparagraph description summary abstract excerpt standfirst
      shortdescription`),
    foreignNames: phrases(
      "inhalt,artikeltext,texte,contenu,corps,texto,contenido,conteúdo,cuerpo,testo,contenuto,tekst,текст,본문,기사본문,뉴스본문,내용,기사내용,기사,전문,本文,記事本文,記事内容,記事,全文,テキスト,正文,内容,內容,文本,新闻内容,新聞內容,新闻正文,新聞正文,文章内容,文章內容,文章正文",
    ),
  },
  url: {
    type: "optional",
    inHits: true,
    aliases: words(
      "url link canonicalurl canonical weburl permalink articleurl originalurl mainentityofpage requestedurl respondedurl links sourceurl",
    ),
    headerNames: words("url link"),
    foreignNames: phrases(
      "lien,enlace,adresse,dirección,링크,원문링크,기사링크,기사주소,기사url,リンク,記事リンク,記事url,链接,鏈接,連結,网址,網址,原文链接,原文連結,新闻链接,新聞連結",
    ),
  },
  /** The article's image, for clients to show. */
  image: {
    type: "image",
    description: "An image on the publisher's server.",
    inHits: true,
    aliases:
      words(`image imageurl imageuri images mainimage mainimageurl leadimage leadimageurl topimage heroimage
      featuredimage featuredimageurl urltoimage ogimage socialimage shareimage coverimage cover bannerimage banner
      headerimage picture photo jetpackfeaturedmediaurl thumbnail thumbnailurl thumb thumburl promoitems media`),
  },
  /** The publisher; falls back to the agency of the dateline. */
  source: {
    type: "optional",
    description: "The publisher.",
    inHits: true,
    filter: {
      parameter: "source",
      compares: "name",
      leaves: "published by this source",
      exclusion: { parameter: "excludeSource", leaves: "not published by this source" },
    },
    isFacet: true,
    aliases: words(
      "source publisher site sourcename sitename publication outlet newspaper sourcehostname provider sourcedomain domain hostname",
    ),
    headerNames: words("source publisher"),
    foreignNames: phrases(
      "quelle,fuente,fonte,bron,agence,agentur,agencia,agenzia,источник,언론사,매체,매체명,신문사,출처,媒体,媒体名,新聞社,出典,発行元,配信元,提供元,来源,來源,媒體,新闻来源,新聞來源,出处,出處",
    ),
  },
  author: {
    type: "optional",
    inHits: true,
    filter: { parameter: "author", compares: "name", leaves: "by this author" },
    aliases: words("author authors byline creator authorname writer publishedbylines credits"),
    headerNames: words("author byline by"),
    foreignNames: phrases(
      "auteur,autor,autora,autore,verfasser,verfasserin,por,par,von,door,автор,기자,기자명,작성자,글쓴이,기고자,저자,記者,記者名,著者,著者名,執筆者,筆者,作者,记者,撰稿人",
    ),
  },
  section: {
    type: "optional",
    inHits: true,
    filter: { parameter: "section", compares: "name", leaves: "in this section" },
    isFacet: true,
    aliases: words("section sectionname articlesection primarysection category desk"),
    headerNames: words("section category"),
    foreignNames: phrases(
      "rubrique,rubrik,ressort,sección,seccion,sezione,seção,rubriek,분야,섹션,카테고리,カテゴリ,カテゴリー,ジャンル,分野,分類,分类,类别,類別,栏目,欄目,频道,頻道",
    ),
  },
  /** Keywords, subjects and categories, as its source words them. */
  tags: {
    type: "list",
    description: "Topics, in the words of the source.",
    inHits: true,
    filter: { parameter: "tags", compares: "name", leaves: "with this tag" },
    isFacet: true,
    aliases: words(
      "tags keywords tag keyword taglist tagnames newskeywords articletags subjects subject topics topic categories",
    ),
    headerNames: words("tags keywords"),
    foreignNames: phrases(
      "mots-clés,mots clés,schlagwörter,schlagworte,stichwörter,palabras clave,etiquetas,parole chiave,trefwoorden,키워드,태그,해시태그,キーワード,タグ,关键词,關鍵詞,关键字,關鍵字,标签,標籤",
    ),
  },
  /** Place of the dateline, such as "Seoul". */
  place: {
    type: "optional",
    description: "Place of the dateline.",
    inHits: true,
    filter: { parameter: "place", compares: "name", leaves: "from this place, as in the dateline" },
    isFacet: true,
    aliases: words("place dateline location"),
    headerNames: words("place location"),
    foreignNames: phrases("lieu,ort,lugar,luogo,local,plaats,장소,지역,위치,場所,地域,地点,地點,地区,地區"),
  },
  /** News agency of the dateline, such as "IANS". */
  agency: { type: "optional", description: "News agency of the dateline." },
  /** BCP 47 tag stated by the source; in an index, else the detected language. */
  language: {
    type: "optional",
    description: "BCP 47 tag.",
    inHits: true,
    filter: {
      parameter: "language",
      compares: "language",
      leaves: "in this language (en covers en-GB)",
    },
    aliases: words("language lang inlanguage languagecode metalang locale"),
    headerNames: words("language"),
    foreignNames: phrases("langue,sprache,idioma,lingua,taal,언어,言語,语言,語言"),
  },
  /** `YYYY-MM-DD` or a UTC instant `YYYY-MM-DDTHH:MM:SSZ`; both sort as text. */
  publishedAt: {
    type: "optional",
    description: INSTANT,
    inHits: true,
    aliases:
      words(`publishedat dategmt date datepublished pubdate published publishdate publisheddate publishedon
      datepublish publicationdate publicationtime publishedtime publishtime publisheddatetime pubdatetime pubtime
      firstpublished firstpublishedat firstpublishedon firstpublicationdate originalpublicationdate webpublicationdate
      displaydate issued dateissued postdate postedat posteddate posted articledate newsdate datetime createdat
      createdon datecreated created creationdate firstcreated publishedtimestamp publishtimestamp publicationtimestamp
      firstpublisheddate publishedutc publishdatetime publicationdatetime pubdateiso postedon issuedate storydate createdutc
      timestamp seendate publishedatutc firstpublishdate publishedparsed`),
    headerNames: words("date published"),
    foreignNames: phrases(
      "datum,fecha,data,date de publication,fecha de publicación,data di pubblicazione,veröffentlicht,publié,publié le,publicado,pubblicato,дата,날짜,일자,작성일,작성일시,발행일,발행일시,발행일자,게시일,게시일시,등록일,등록일시,입력일,입력일시,보도일,日付,日時,公開日,公開日時,掲載日,掲載日時,発行日,発行日時,配信日,配信日時,投稿日,投稿日時,日期,时间,時間,发布时间,發布時間,發佈時間,发布日期,發布日期,發佈日期,发表时间,發表時間,发表日期,發表日期,出版日期,刊登日期,新闻日期",
    ),
  },
  /** The last correction, in the same forms as `publishedAt`. */
  updatedAt: {
    type: "optional",
    description: INSTANT,
    inHits: true,
    aliases:
      words(`updatedat modifiedgmt datemodified modifiedat dateupdated updated modified lastmod updateddate
      updatedon updatedate dateupdate datemodify modifieddate modificationdate modifiedon lastmodified lastmodifieddate
      lastupdated lastupdatedat lastupdate updatetime lastupdateddate lastupdatetime updatedtime updatedtimestamp updatedutc
      modifiedtimestamp revisiondate daterevised revisedat correctedat correctiondate lastpublicationdate lastpublishedat lastedited editedat
      versioncreated updatedparsed`),
    headerNames: words("updated"),
    foreignNames: phrases(
      "mise à jour,mis à jour,aktualisiert,actualizado,aggiornato,atualizado,bijgewerkt,수정일,수정일시,수정일자,최종수정일,更新日,更新日時,最終更新,最終更新日,更新时间,更新時間,更新日期,修改时间,修改時間,最后更新,最後更新",
    ),
  },
} as const satisfies Readonly<Record<string, ArticleField>>;

type Fields = typeof ARTICLE_FIELDS;
export type ArticleFieldName = keyof Fields;
type Values = {
  readonly text: string;
  readonly optional: string | null;
  readonly list: readonly string[];
  readonly flag: boolean;
  readonly image: ArticleImage | null;
};

/** An article's image. Only its address is stored. */
export interface ArticleImage {
  /** Absolute, `http:` or `https:`. */
  readonly url: string;
  /** Alternative text; `null` when the source has none. */
  readonly alt: string | null;
}

/** A source document, independent of its file format. */
export type Article = { readonly [Name in ArticleFieldName]: Values[Fields[Name]["type"]] };

type NamesWith<Trait> = {
  [Name in ArticleFieldName]: Fields[Name] extends Trait ? Name : never;
}[ArticleFieldName];
type Parameter<Name extends ArticleFieldName> = Fields[Name] extends {
  readonly filter: {
    readonly parameter: infer Own;
    readonly exclusion?: { readonly parameter: infer Excluding };
  };
}
  ? Own | (Excluding extends string ? Excluding : never)
  : never;

/** A field that sources name in their own language. */
export type ForeignField = NamesWith<{ readonly foreignNames: readonly string[] }>;
export type OptionalField = NamesWith<{ readonly type: "optional" }>;
export type ListField = NamesWith<{ readonly type: "list" }>;
export type HitArticleField = NamesWith<{ readonly inHits: true }>;
/** Columns that filters compare by name or by language. */
export type ComparedField = NamesWith<{ readonly filter: { readonly compares: "name" | "language" } }>;
/** Fields of one name, which filters compare. */
export type NameField = NamesWith<{
  readonly type: "optional";
  readonly filter: { readonly compares: "name" };
}>;
/** Fields that articles can be counted by. */
export type FacetField = NamesWith<{ readonly isFacet: true }> | "month";
/**
 * Filter fields that take any number of values. An article must match one of them, or none for an exclusion.
 */
export type ListFilter = { [Name in ArticleFieldName]: Parameter<Name> }[ArticleFieldName];

/** The values of an article's field that filters compare. */
export function valuesOf(article: Article, name: ComparedField): readonly string[] {
  const value = article[name];
  if (value === null) return [];
  return typeof value === "string" ? [value] : value;
}

/** Computes a value for each of the fields. */
export function mapFields<Name extends ArticleFieldName, Value>(
  names: readonly Name[],
  compute: (name: Name) => Value,
): Readonly<Record<Name, Value>> {
  return Object.fromEntries(names.map((name) => [name, compute(name)])) as Record<Name, Value>;
}

export const ARTICLE_FIELD_NAMES = Object.keys(ARTICLE_FIELDS) as readonly ArticleFieldName[];

/** The declaration of any field. */
export function declarationOf(name: ArticleFieldName): ArticleField {
  return ARTICLE_FIELDS[name];
}

/** Fields of one text, or none. */
export const OPTIONAL_FIELDS = ARTICLE_FIELD_NAMES.filter(
  (name): name is OptionalField => declarationOf(name).type === "optional",
);

/** Fields of several texts. */
export const LIST_FIELDS = ARTICLE_FIELD_NAMES.filter(
  (name): name is ListField => declarationOf(name).type === "list",
);

export const HIT_ARTICLE_FIELDS = ARTICLE_FIELD_NAMES.filter(
  (name): name is HitArticleField => declarationOf(name).inHits === true,
);

export const COMPARED_FIELDS = ARTICLE_FIELD_NAMES.filter((name): name is ComparedField =>
  ["name", "language"].includes(declarationOf(name).filter?.compares ?? ""),
);

export const FACET_FIELDS = [
  ...ARTICLE_FIELD_NAMES.filter((name) => declarationOf(name).isFacet === true),
  "month",
] as readonly FacetField[];

/** A list parameter and its effect on an answer. */
export interface ListFilterDeclaration {
  readonly parameter: ListFilter;
  readonly field: ArticleFieldName;
  readonly compares: Comparison;
  readonly excludes: boolean;
  readonly leaves: string;
}

export const LIST_FILTER_DECLARATIONS: readonly ListFilterDeclaration[] = ARTICLE_FIELD_NAMES.flatMap(
  (field) => {
    const { filter } = declarationOf(field);
    if (filter === undefined) return [];
    const { compares, exclusion } = filter;
    const toDeclaration = ({ parameter, leaves }: Restriction, excludes: boolean): ListFilterDeclaration => {
      return { parameter: parameter as ListFilter, field, compares, excludes, leaves };
    };
    return [
      toDeclaration(filter, false),
      ...(exclusion === undefined ? [] : [toDeclaration(exclusion, true)]),
    ];
  },
);

export const LIST_FILTERS = LIST_FILTER_DECLARATIONS.map(({ parameter }) => parameter);

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}

function phrases(text: string): readonly string[] {
  return text.split(",");
}
