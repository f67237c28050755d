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
  expect(toldDays(text)).toEqual({ event: daysOf(event), other: daysOf(other) });
});

test.each([
  ["Fünf Menschen starben am Donnerstag bei einem Unfall.", ["Thursday"], []],
  ["Nach der Wahl vom Sonntag begannen am Montag Gespräche.", ["Monday"], ["Sunday"]],
  ["Der Mann, der am Montag geschossen hatte, wurde am Mittwoch gefasst.", ["Wednesday"], ["Monday"]],
  ["Nach dem Brand hat die Polizei am Freitag den Wirt verhört.", ["Friday"], []],
  ["Das Parlament wird am Samstag abstimmen.", [], ["Saturday"]],
  ["Die Bahn bestreikt seit Sonnabend den Norden.", [], ["Saturday"]],
  ["Cinq personnes sont mortes jeudi dans un accident.", ["Thursday"], []],
  ["Lundi, la police a arrêté un homme.", ["Monday"], []],
  ["Un homme qui avait tiré samedi a été arrêté mardi.", ["Tuesday"], ["Saturday"]],
  ["Le vainqueur de l'élection de dimanche a été reçu lundi.", ["Monday"], ["Sunday"]],
  ["Le tribunal se prononcera après l'audience de mercredi.", [], ["Wednesday"]],
  ["Cinco personas murieron el jueves en un accidente.", ["Thursday"], []],
  ["El ganador de la elección del domingo fue recibido el lunes.", ["Monday"], ["Sunday"]],
  ["La huelga, que empezó el martes, terminó el viernes.", ["Friday"], ["Tuesday"]],
  ["El juez será sustituido el miércoles.", [], ["Wednesday"]],
  ["El tenor Plácido Domingo cantó el sábado.", ["Saturday"], []],
  ["Cinco pessoas morreram na quinta-feira num acidente.", ["Thursday"], []],
  ["O homem que atirou na segunda-feira foi preso na terça-feira.", ["Tuesday"], ["Monday"]],
  ["As urnas fecham após o debate de sexta-feira.", [], ["Friday"]],
])("the days of %j, in other languages", (text, event, other) => {
  expect(toldDays(text)).toEqual({ event: daysOf(event), other: daysOf(other) });
});

const WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function daysOf(names: readonly string[]): ReadonlySet<number> {
  return new Set(names.map((name) => WEEK.indexOf(name)));
}

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
  ["Nach der Explosion am Montag nahm die Polizei zwei Männer fest.", "  nahm die Polizei zwei Männer fest."],
  ["Der Mann, der vier Kinder hat, wurde verhaftet.", "Der Mann,  wurde verhaftet."],
  ["Après l'explosion, deux hommes ont été arrêtés.", " deux hommes ont été arrêtés."],
  ["Un camion qui a heurté un bus lundi a été retrouvé.", "Un camion   a été retrouvé."],
  ["Dos hombres fueron detenidos tras la explosión.", "Dos hombres fueron detenidos  "],
  ["Dois homens foram presos após a explosão.", "Dois homens foram presos  "],
  ["Das Nachtlager und die Posten blieben leer.", "Das Nachtlager und die Posten blieben leer."],
])("the news in %j besides known facts", (sentence, expected) => {
  expect(withoutAsides(sentence)).toBe(expected);
});
