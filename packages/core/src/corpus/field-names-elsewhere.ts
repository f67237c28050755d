/** A field that sources name in their own language. */
export type ForeignField =
  | "title"
  | "text"
  | "author"
  | "publishedAt"
  | "updatedAt"
  | "source"
  | "place"
  | "section"
  | "tags"
  | "language"
  | "url";

const NAMES: Readonly<Record<ForeignField, string>> = {
  title: "titre,titel,título,titulo,titolo,überschrift,schlagzeile,rubriek,kop,заголовок",
  text: "inhalt,artikeltext,texte,contenu,corps,texto,contenido,conteúdo,cuerpo,testo,contenuto,tekst,текст",
  author: "auteur,autor,autora,autore,verfasser,verfasserin,por,par,von,door,автор",
  publishedAt:
    "datum,fecha,data,date de publication,fecha de publicación,data di pubblicazione,veröffentlicht,publié,publié le,publicado,pubblicato,дата",
  updatedAt: "mise à jour,mis à jour,aktualisiert,actualizado,aggiornato,atualizado,bijgewerkt",
  source: "quelle,fuente,fonte,bron,agence,agentur,agencia,agenzia,источник",
  place: "lieu,ort,lugar,luogo,local,plaats",
  section: "rubrique,rubrik,ressort,sección,seccion,sezione,seção,rubriek",
  tags: "mots-clés,mots clés,schlagwörter,schlagworte,stichwörter,palabras clave,etiquetas,parole chiave,trefwoorden",
  language: "langue,sprache,idioma,lingua,taal",
  url: "lien,enlace,adresse,dirección",
};
// The first field of a name counts.
const FIELDS: ReadonlyMap<string, ForeignField> = new Map(
  (Object.keys(NAMES) as ForeignField[])
    .toReversed()
    .flatMap((field) => NAMES[field].split(",").map((name): [string, ForeignField] => [name, field])),
);

/**
 * The field of a name in French, German, Spanish, Italian, Portuguese, Dutch or Russian; `null` for none. Many
 * are words of other languages too, so one alone proves nothing.
 */
export function fieldElsewhere(name: string): ForeignField | null {
  return FIELDS.get(name.trim().toLowerCase()) ?? null;
}
