import { expect, test } from "vitest";
import { withoutAsides } from "../../../packages/core/src/stories/asides.ts";
import { isOfLaterDay, toldDays } from "../../../packages/core/src/stories/told-days.ts";

test.each([
  ["Five died on Thursday when a van overturned.", ["Thursday"], []],
  ["Five died Thursday, the patrol said. A hearing is on Friday.", ["Thursday"], ["Friday"]],
  ["A driver whose truck hit a bus on Thursday was charged on Friday.", ["Friday"], ["Thursday"]],
  ["Men who had been trapped since Monday were freed on Wednesday.", ["Wednesday"], ["Monday"]],
  ["The toll of Monday's quake rose on Tuesday.", ["Tuesday"], ["Monday"]],
  ["Talks began on Monday after Sunday’s election.", ["Monday"], ["Sunday"]],
  ["The judge will decide on Friday.", [], ["Friday"]],
  ["The mayor was found guilty on Wednesday. He will be sentenced on Friday.", ["Wednesday"], ["Friday"]],
  ["After the quake, schools closed on Tuesday.", ["Tuesday"], []],
  ["He died on Tuesday, his family said on Wednesday.", ["Tuesday", "Wednesday"], []],
  ["Nobody was hurt. The road was closed on Sunday.", ["Sunday"], []],
  ["A tower fell in the night.", [], []],
])("the days of %j", (text, event, other) => {
  expect(toldDays(text)).toEqual({ event: new Set(event), other: new Set(other) });
});

test.each([
  ["He was held on Tuesday.", "A man was shot on Monday.", true],
  ["It ended on Monday.", "It began on Saturday.", true],
  ["It began on Saturday.", "It ended on Monday.", false],
  ["It rained on Monday.", "It rained on Monday.", false],
  ["He died on Monday, they said on Tuesday.", "He died on Monday.", false],
  ["He was held.", "A man was shot on Monday.", false],
])("%j is of a later day than %j: %s", (later, earlier, expected) => {
  expect(isOfLaterDay(toldDays(later), toldDays(earlier))).toBe(expected);
});

test.each([
  ["Police held two men after the blast at the depot.", "Police held two men  "],
  ["After the blast, police held two men.", " police held two men."],
  ["A truck that hit a bus on Monday was found.", "A truck   was found."],
  ["The man, who drives a bus, was found.", "The man,  was found."],
  ["Aid came for victims of Monday's quake.", "Aid came for victims of  "],
  ["Over 200 people marched.", "Over 200 people marched."],
  ["They were held over the fall of a roof.", "They were held  "],
])("what %j tells beside what is known", (sentence, expected) => {
  expect(withoutAsides(sentence)).toBe(expected);
});
