import { ARTICLE_FIELD_NAMES } from "../article-fields.ts";
import type {
  ArticleEntry,
  CorpusEntry,
  Origin,
  RecordProblem,
  RemovedEntry,
  SkippedEntry,
} from "../corpus/corpus-entry.ts";
import { type ReadCorpusOptions, readCorpus } from "../corpus/read-corpus.ts";
import { isOlder } from "../generation/article-version.ts";
import type { Article } from "../types.ts";
import { detectLanguage } from "../words/detect-language.ts";

/** The fields of the articles in a file or corpus. */
export interface FieldSurvey {
  readonly articles: number;
  /** Number of articles with a value, by field name. Does not count titles that are derived from the text. */
  readonly fields: Readonly<Record<string, number>>;
  /** Names in the records that no parser reads. */
  readonly passedOver: readonly string[];
  /** Number of articles by BCP 47 tag, stated or detected; `und` for those without. */
  readonly languages: Readonly<Record<string, number>>;
  readonly dates: {
    /** First and last `publishedAt`; `null` if no article has one. */
    readonly earliest: string | null;
    readonly latest: string | null;
    readonly undated: number;
  };
}

/** The result of reading one file. */
export interface FileSurvey extends FieldSurvey {
  /** Its name, or an address. */
  readonly file: string;
  /** Records that repeat an earlier one word for word. */
  readonly duplicates: readonly { readonly id: string; readonly line: number; readonly first: Origin }[];
  readonly problems: readonly Omit<RecordProblem, "file">[];
  readonly skipped: readonly Pick<SkippedEntry, "reason" | "until">[];
  readonly takenBack: readonly (Pick<RemovedEntry, "id" | "reason"> & { readonly line: number })[];
  readonly notes: readonly Omit<RecordProblem, "file">[];
}

/** Records with the same id and different texts: versions of one article, or different articles. */
export interface IdCollision {
  readonly id: string;
  readonly articles: readonly CollidingArticle[];
}

export interface CollidingArticle {
  readonly file: string;
  readonly line: number;
  readonly title: string;
  /** True for the record that a build would index. */
  readonly isIndexed: boolean;
}

export interface CorpusSurvey {
  readonly files: readonly FileSurvey[];
  /** The counts of all files together. */
  readonly total: FieldSurvey;
  readonly collisions: readonly IdCollision[];
}

const SURVEYED = ARTICLE_FIELD_NAMES.filter((name) => !["id", "titleDerived", "text"].includes(name));
const NO_LANGUAGE = "und";

/**
 * Reads a whole corpus and reports on each file. Embeds and writes nothing. Keeps only the counts, and the id,
 * title and times of each article in memory.
 *
 * @throws DatelineError as `readCorpus`
 */
export async function surveyCorpus(
  paths: string | readonly string[],
  options: ReadCorpusOptions,
): Promise<CorpusSurvey> {
  const survey = new Survey();
  const onSource = (name: string) => {
    survey.begin(name);
    options.onSource?.(name);
  };
  for await (const entry of readCorpus(paths, { ...options, onSource })) survey.add(entry);
  return survey.finish();
}

class Survey {
  readonly #files = new Map<string, FileCounts>();
  readonly #total = new FieldCounts();
  readonly #ids = new Map<string, Seen[]>();

  begin(name: string): FileCounts {
    const counts = this.#files.get(name) ?? new FileCounts();
    this.#files.set(name, counts);
    return counts;
  }

  add(entry: CorpusEntry): void {
    this.begin(fileOf(entry)).add(entry);
    if (entry.kind === "note" && entry.fields !== undefined) this.#total.passOver(entry.fields);
    if (entry.kind !== "article") return;
    this.#total.add(entry.article);
    this.#remember(entry);
  }

  finish(): CorpusSurvey {
    return {
      files: [...this.#files].map(([file, counts]) => counts.finish(file)),
      total: this.#total.finish(),
      collisions: [...this.#ids]
        .filter(([, seen]) => seen.length > 1)
        .map(([id, seen]) => ({ id, articles: describeAll(seen) })),
    };
  }

  #remember({ article, origin, ...entry }: ArticleEntry): void {
    const { id, title, publishedAt, updatedAt } = article;
    const { version = null, isMonth = false } = entry;
    const seen = { title, file: origin.file, line: origin.line, publishedAt, updatedAt, version, isMonth };
    const before = this.#ids.get(id);
    if (before === undefined) this.#ids.set(id, [seen]);
    else before.push(seen);
  }
}

interface Seen {
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly publishedAt: string | null;
  readonly updatedAt: string | null;
  readonly version: number | null;
  readonly isMonth: boolean;
}

function describeAll(seen: readonly Seen[]): readonly CollidingArticle[] {
  const indexed = seen.reduce((newest, next) => (isOlder(next, newest) ? newest : next));
  return seen.map((one) => ({
    file: one.file,
    line: one.line,
    title: one.title,
    isIndexed: one === indexed,
  }));
}

class FieldCounts {
  articles = 0;
  readonly #fields = new Map<string, number>();
  readonly #passedOver = new Set<string>();
  readonly #languages = new Map<string, number>();
  #earliest: string | null = null;
  #latest: string | null = null;
  #undated = 0;

  add(article: Article): void {
    this.articles++;
    for (const field of SURVEYED) if (isStated(article, field)) count(this.#fields, field);
    const language = article.language ?? detectLanguage(`${article.title}\n${article.text}`);
    count(this.#languages, language ?? NO_LANGUAGE);
    const { publishedAt } = article;
    if (publishedAt === null) {
      this.#undated++;
      return;
    }
    if (this.#earliest === null || publishedAt < this.#earliest) this.#earliest = publishedAt;
    if (this.#latest === null || publishedAt > this.#latest) this.#latest = publishedAt;
  }

  #entryOf(field: string): [string, number][] {
    const articles = this.#fields.get(field);
    return articles === undefined ? [] : [[field, articles]];
  }

  passOver(names: readonly string[]): void {
    for (const name of names) this.#passedOver.add(name);
  }

  finish(): FieldSurvey {
    return {
      articles: this.articles,
      fields: Object.fromEntries(SURVEYED.flatMap((field) => this.#entryOf(field))),
      passedOver: [...this.#passedOver],
      languages: Object.fromEntries(this.#languages),
      dates: { earliest: this.#earliest, latest: this.#latest, undated: this.#undated },
    };
  }
}

class FileCounts {
  readonly #counts = new FieldCounts();
  readonly #duplicates: FileSurvey["duplicates"][number][] = [];
  readonly #problems: FileSurvey["problems"][number][] = [];
  readonly #skipped: FileSurvey["skipped"][number][] = [];
  readonly #takenBack: FileSurvey["takenBack"][number][] = [];
  readonly #notes: FileSurvey["notes"][number][] = [];

  add(entry: CorpusEntry): void {
    switch (entry.kind) {
      case "article":
        this.#counts.add(entry.article);
        return;
      case "duplicate":
        this.#duplicates.push({ id: entry.id, line: entry.origin.line, first: entry.firstOrigin });
        return;
      case "problem":
        this.#problems.push({ line: entry.problem.line, reason: entry.problem.reason });
        return;
      case "removed":
        this.#takenBack.push({ id: entry.id, line: entry.origin.line, reason: entry.reason });
        return;
      case "skipped": {
        const { reason, until } = entry;
        this.#skipped.push({ reason, ...(until !== undefined && { until }) });
        return;
      }
      case "note":
        if (entry.fields !== undefined) this.#counts.passOver(entry.fields);
        else this.#notes.push({ line: entry.note.line, reason: entry.note.reason });
    }
  }

  finish(file: string): FileSurvey {
    return {
      file,
      ...this.#counts.finish(),
      duplicates: this.#duplicates,
      problems: this.#problems,
      skipped: this.#skipped,
      takenBack: this.#takenBack,
      notes: this.#notes,
    };
  }
}

function fileOf(entry: CorpusEntry): string {
  switch (entry.kind) {
    case "problem":
      return entry.problem.file;
    case "skipped":
      return entry.file;
    case "note":
      return entry.note.file;
    default:
      return entry.origin.file;
  }
}

function isStated(article: Article, field: (typeof SURVEYED)[number]): boolean {
  if (field === "title") return !article.titleDerived;
  const value = article[field];
  return value !== null && !(Array.isArray(value) && value.length === 0);
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
