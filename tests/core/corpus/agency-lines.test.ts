import { describe, expect, it } from "vitest";
import { parseDateline } from "../../../packages/core/src/corpus/parse-dateline.ts";
import { takeByline } from "../../../packages/core/src/corpus/take-byline.ts";

const REST = "The pier is rebuilt, the council said.";

describe("a dateline", () => {
  it.each([
    ["SHARJAH, 5th March, 2026 (WAM) -- ", "SHARJAH", "WAM", "2026-03-05"],
    ["MUSCAT: ", "MUSCAT", null, null],
    ["Mumbai [India], March 5 (ANI): ", "Mumbai", "ANI", "2026-03-05"],
    ["Ho Chi Minh City (VNA) – ", "Ho Chi Minh City", "VNA", null],
    ["München (dpa/lby) - ", "München", "dpa/lby", null],
    ["Genf, 05.03.2026 (sda) - ", "Genf", "sda", "2026-03-05"],
    ["Szeged, 2026. március 5., csütörtök (MTI) - ", "Szeged", "MTI", "2026-03-05"],
    ["Москва. 5 марта. ТАСС - ", "Москва", "ТАСС", "2026-03-05"],
    ["[부산=뉴시스] 이영희 기자 = ", "부산", "뉴시스", null],
    ["[ロンドン 5日 ロイター] - ", "ロンドン", "ロイター", null],
    ["【3月5日 AFP】", null, "AFP", "2026-03-05"],
    ["新华社上海3月5日电（记者李四）", "上海", "新华社", "2026-03-05"],
    ["بيروت 5 مارس (رويترز) - ", "بيروت", "رويترز", null],
    ["DAYTON, Ohio (WHIO) — ", "DAYTON, Ohio", "WHIO", null],
    ["CNN —\n\n", null, "CNN", null],
    ["OSLO\n\n", "OSLO", null, null],
  ])("is %s", (line, place, agency, date) => {
    const found = parseDateline(`${line}${REST}`, "2026-03-06");
    expect(found).toMatchObject({ place, agency, length: line.length });
    if (date !== null) expect(found?.date).toBe(date);
  });

  it.each([
    ["[부산=뉴시스] 이영희 기자 = ", "이영희"],
    ["新华社上海3月5日电（记者 李四）", "李四"],
  ])("names the reporter: %s", (line, author) => {
    expect(parseDateline(`${line}${REST}`, null)?.author).toBe(author);
  });

  it.each(["BREXIT: ", "LISTEN: ", "KUALA (WHAT) — ", "ADVICE\n\n"])("is not %s", (line) => {
    expect(parseDateline(`${line}${REST}`, null)).toBeNull();
  });
});

describe("a byline", () => {
  it.each([
    ["by Cy Young", "Cy Young"],
    ["Reported by Cy Young", "Cy Young"],
    ["By Cy Young | Pier News", "Cy Young"],
    ["By Cy Young, NPR News, Boston", "Cy Young"],
    ["By Cy Young in Boston", "Cy Young"],
    ["Cy Young, Senior Political Correspondent", "Cy Young"],
    ["Par Cy Young avec AFP", "Cy Young"],
    ["Door Cy Young en Bo Li", "Cy Young en Bo Li"],
    ["Text: Cy Young", "Cy Young"],
    ["이영희 기자", "이영희"],
    ["本报记者 李四、王五", "李四、王五"],
  ])("is %s", (line, author) => {
    expect(takeByline(`${line}\n\n${REST}`)).toMatchObject({ author, length: line.length + 2 });
  });

  it.each(["By Any Means", "By The Sea", "By Sunday Night", "Di lui si parla", "Cy Young", "Text: a note"])(
    "is not %s",
    (line) => {
      expect(takeByline(`${line}\n\n${REST}`)).toBeNull();
    },
  );
});
