import { americanSpelling } from "@dateline-search/core/words/american-spelling";
import { indexTerms } from "@dateline-search/core/words/index-terms";
import { expect, test } from "vitest";

/** British and American, as VarCon (http://wordlist.aspell.net/varcon-readme/) pairs them. */
const PAIRS = `
denuclearisation denuclearization, organise organize, organisations organizations, realised realized, nationalising nationalizing,
recognise recognize, privatisation privatization, apologised apologized, analyse analyze, analysed analyzed, paralysing paralyzing,
colour color, coloured colored, colourful colorful, favourite favorite, unfavourable unfavorable, neighbour neighbor,
neighbourhood neighborhood, labour labor, labourers laborers, harbour harbor, honour honor, dishonourable dishonorable,
behaviour behavior, behavioural behavioral, rumours rumors, endeavours endeavors, armoured armored, armoury armory,
humour humor, tumour tumor, vapour vapor, saviour savior, parlour parlor, demeanour demeanor, rigour rigor,
centre center, centres centers, centred centered, centring centering, epicentre epicenter, theatre theater, amphitheatre amphitheater,
metre meter, kilometres kilometers, litre liter, fibre fiber, fibreglass fiberglass, calibre caliber, sombre somber, spectre specter,
manoeuvre maneuver, manoeuvres maneuvers, manoeuvred maneuvered, manoeuvring maneuvering,
defence defense, defences defenses, offence offense, licence license, pretence pretense, practise practice, practised practiced,
travelled traveled, travelling traveling, travellers travelers, cancelled canceled, cancelling canceling, labelled labeled,
modelling modeling, fuelled fueled, signalled signaled, counsellor counselor, councillors councilors, marvellous marvelous,
jewellery jewelry, levelled leveled, channelled channeled, quarrelled quarreled, tunnelling tunneling, totalled totaled,
enrol enroll, enrolment enrollment, fulfil fulfill, fulfilment fulfillment, instalment installment,
skilful skillful, wilful willful, focussed focused, kidnapped kidnaped, worshippers worshipers,
paediatric pediatric, paediatricians pediatricians, haemorrhage hemorrhage, haemoglobin hemoglobin, anaemia anemia,
leukaemia leukemia, anaesthetic anesthetic, gynaecologist gynecologist, foetus fetus, foetal fetal, oestrogen estrogen,
diarrhoea diarrhea, archaeology archeology, encyclopaedia encyclopedia, mediaeval medieval, oesophagus esophagus, orthopaedic orthopedic,
catalogue catalog, catalogues catalogs, dialogue dialog, analogue analog, programme program, programmes programs, kilogramme kilogram,
judgement judgment, acknowledgement acknowledgment, ageing aging, sizeable sizable, likeable likable,
grey gray, tyre tire, tyres tires, cheque check, kerb curb, plough plow, ploughed plowed, mould mold, mouldy moldy, moustache mustache,
pyjamas pajamas, sceptic skeptic, sceptical skeptical, sulphur sulfur, sulphate sulfate, aluminium aluminum, aeroplane airplane,
artefacts artifacts, gaol jail, draught draft, storey story, storeys stories, enquiry inquiry, enquiries inquiries, rouble ruble,
whisky whiskey, yoghurt yogurt, mollusc mollusk, towards toward, afterwards afterward, amongst among, learnt learned, burnt burned,
speciality specialty, furore furor, omelette omelet, cosy cozy, doughnut donut, disc disk, advisor adviser, czar tsar`
  .split(/,\s*/)
  .map((pair) => pair.trim().split(" ") as [string, string]);

test.each(PAIRS)("%s and %s are one term", (british, american) => {
  expect(indexTerms(british)).toEqual(indexTerms(american));
  expect(indexTerms(british.toUpperCase())).toEqual(indexTerms(american));
});

test.each(
  `four hour tour your pour sour flour contour detour court source course journal tourist tournament Seymour Balfour
  acre genre cadre massacre entre timbre
  science fence silence evidence absence
  called calling fell filled killed polled ballet collect collapse
  michael israel phoenix poet poem does goes shoes shoestring canoe aerial paella
  league vague fatigue intrigue rogue vogue
  should would could shoulder
  discuss discovery disco discord discount discard
  greyhound
  kneading meeting seeing`.split(/\s+/),
)("%s is spelled alike on both sides", (word) => {
  expect(americanSpelling(word.toLowerCase())).toBe(word.toLowerCase());
});

test.each([
  ["four", "for"],
  ["prise", "prize"],
  ["discs", "discuss"],
  ["hour", "hor"],
])("%s does not become %s", (one, other) => {
  expect(indexTerms(one)).not.toEqual(indexTerms(other));
});
