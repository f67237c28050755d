import type { EventKind } from "./event-kind.ts";

export const PEOPLE_KINDS: readonly EventKind[] = [
  {
    name: "football match",
    facts: "home|away|score|scorer|minute|keeper|coach|place|crowd|league",
    events: [
      "Northport|Easton Rovers|2-1|Danny Okafor|88th|Lewis Cray|Mark Tanner|third|31,204|the Premier Division",
      "Valmora|Real Sorbano|3-0|Iker Zubia|12th|Pau Miralles|Jose Anglada|first|48,900|La Primera",
      "Ajuna|Feyenhoven|1-1|Sem de Boer|71st|Rik Postma|Ton Verhagen|second|36,450|the Eredivisie",
      "Kaiserberg|Union Spree|4-2|Jonas Wirth|54th|Timo Kranz|Uwe Stahl|fifth|29,777|the Bundesliga",
      "Torvallo|Lazzaro|1-0|Matteo Grassi|93rd|Andrea Poli|Carlo Neri|tenth|52,310|Serie A",
      "Montbrac|Stade Arvois|2-2|Kylian Sorel|39th|Yann Gallet|Didier Roux|fourth|18,065|Ligue 1",
    ],
    headlines: [
      "{home} {score} {away}",
      "{scorer} strikes as {home} meet {away}",
      "{home} stay {place} after {score} against {away}",
      "{keeper} error costs {away} dear",
      "{coach} praises {scorer}",
    ],
    leads: [
      "{scorer} scored in the {minute} minute as the match between {home} and {away} ended {score} on Saturday.",
      "{home} are {place} in {league} after their {score} at home to {away}.",
      "A mistake by goalkeeper {keeper} allowed {scorer} to put the ball into the net of {away}.",
      "Before a crowd of {crowd} {home} and {away} played out an entertaining {score}.",
      "Coach {coach} praised {scorer}, whose goal settled the afternoon for {home} against {away}.",
    ],
    details: [
      [
        "The goal that counted fell in the {minute} minute.",
        "{scorer} made the difference in the {minute} minute.",
        "It was {scorer}'s sixth goal of the season, in the {minute} minute.",
      ],
      [
        "{keeper} looked bad when the cross came in.",
        "Goalkeeper {keeper} had kept {away} in the game until then.",
        "For {away}, {keeper} made four good saves.",
      ],
      [
        '"We never gave up," said {coach}.',
        "{coach} liked what he saw.",
        "Manager {coach} said that his team had deserved more.",
      ],
      ["{crowd} had come to watch.", "Attendance was {crowd}.", "The stadium was sold out with {crowd}."],
    ],
    background: [
      "Three points separate the first five of the table.",
      "The league pauses next week for internationals.",
    ],
    nextDay: [
      "{keeper} out for six weeks",
      "{away} will have to do without {keeper}, who broke a finger on Saturday, scans showed on Sunday. His place goes to Ruben Halle, 19. The club also looks for a striker.",
    ],
    nextMonth: [
      "{home} part with {coach}",
      "{home} dismissed coach {coach} after five defeats in a row. His assistant takes over until summer. The club had been {place} a month ago.",
    ],
  },
  {
    name: "weather",
    facts: "city|region|event|measure|wind|record|warning|service|spokesman|damage",
    events: [
      "Porto|northern Portugal|storm Berta|64 millimetres of rain|118|1998|red|the institute IPMA|Rui Tavares|200 fallen trees",
      "Gdansk|Pomerania|storm Zofia|21 centimetres of snow|97|2010|orange|the institute IMGW|Ewa Wilk|a closed airport",
      "Brisbane|south-east Queensland|a supercell|hail as big as tennis balls|142|2014|severe|the Bureau of Meteorology|Josh Arden|15,000 homes without power",
      "Buffalo|western New York|a lake-effect storm|140 centimetres of snow|72|2022|state-of-emergency|the National Weather Service|Carla Nunez|stranded trucks",
      "Valencia|the Spanish coast|a cut-off low|190 millimetres of rain|83|1987|red|the agency Aemet|Pilar Soto|flooded tunnels",
      "Chennai|Tamil Nadu|cyclone Mithila|230 millimetres of rain|105|2015|red|the India Meteorological Department|S. Balan|schools turned into shelters",
    ],
    headlines: [
      "{event} batters {city}",
      "{measure} in {city}, most since {record}",
      "{warning} alert for {region}",
      "{damage} after {event}",
      "Gusts of {wind} km/h hit {city}",
    ],
    leads: [
      "Weather: {event} brought {measure} to {city} on Sunday, more than on any day since {record}.",
      "{service} issued a {warning} warning for {region} as {event} came near.",
      "{city} woke up to {damage} after a night of gusts of {wind} kilometres an hour.",
      "Not since {record} has {region} seen such weather: {measure} fell within hours.",
      "The balance of {event} in {region}: {damage}, and winds of up to {wind} km/h.",
    ],
    details: [
      [
        "{spokesman} of {service} expects it to calm down by Tuesday.",
        '"Stay at home," said {spokesman} of {service}.',
        "{service}, through {spokesman}, asked people to stay indoors.",
      ],
      [
        "Gusts reached {wind} km/h at the coast.",
        "The wind blew at {wind} km/h.",
        "A station measured {wind} kilometres an hour.",
      ],
      [
        "Officials in {city} reported {damage}.",
        "The fire brigade counted {damage}.",
        "Among the consequences: {damage}.",
      ],
      [
        "The {warning} level holds until midnight.",
        "It is the {warning} stage of the alert.",
        "The alert was raised to {warning}.",
      ],
    ],
    background: [
      "Warm seas give storms more energy, climate researchers say.",
      "Timetables may change at short notice.",
    ],
    nextDay: [
      "Farmers in {region} count their losses",
      "Greenhouses and orchards in {region} lost half of their crop, the farmers' league said on Monday. It asked for loans without interest. {event} had passed over on Sunday.",
    ],
    nextMonth: [
      "{city} gets new drains",
      "The council of {city} voted to spend 18 million on drains and basins. Engineers had shown where water stood when {event} came through last month.",
    ],
  },
  {
    name: "obituary",
    facts: "name|age|what|work|year|place|cause|partner|child|friend",
    events: [
      "Marguerite Dune|91|novelist|The Salt Road|1967|Saint-Malo|pneumonia|the painter Leo Dune|three daughters|Edmund Frayle",
      "Archie Pellow|78|folk singer|Ballad of the Tin Mine|1971|Truro|a stroke|Jean Pellow|a son|Moira Shand",
      "Yusuf al-Amin|84|architect|the library of Muscat|1983|Beirut|cancer|the writer Hala Nasr|twins|Pierre Saab",
      "Birgit Norén|88|actress|Winter Light on Gotland|1959|Visby|heart failure|the director Olle Strand|two sons|Stellan Kull",
      "Tommy Rourke|66|boxer|his bout with Leon Gray|1986|Boston|complications of diabetes|Denise Rourke|four children|Sal Moretti",
      "Hideo Kanda|95|physicist|the Kanda effect|1962|Sendai|old age|Michiko Kanda|a daughter|Akira Ono",
    ],
    headlines: [
      "{name}, {what}, dies at {age}",
      "{what} {name} dead",
      "{name} remembered for {work}",
      "Tributes to {name}",
      "Farewell to the {what} of {work}",
    ],
    leads: [
      "{name}, the {what} who became known with {work} in {year}, has died in {place} at the age of {age}.",
      "The {what} {name} is dead. The family said that {cause} was the cause of death.",
      "Tributes were paid on Thursday to {name}, {age}, one of the best-known of all who have worked as a {what}.",
      "With {work} {name} made history in {year}; now the {what} has died.",
      "{name} died at home in {place} on Wednesday night, aged {age}, surrounded by family.",
    ],
    details: [
      [
        '"There will be none like {name}," said {friend}.',
        "{friend} spoke of a great loss.",
        "{friend}, a friend of many years, was in tears.",
      ],
      [
        "The breakthrough came in {year} with {work}.",
        "{work} of {year} is taught in schools.",
        "Most people think of {work} first.",
      ],
      [
        "Left behind are {partner} and {child}.",
        "Survivors include {partner} and {child}.",
        "The family, {partner} and {child}, asked for privacy.",
      ],
      ["Death came from {cause}.", "A spokesman gave {cause} as the reason.", "Doctors named {cause}."],
    ],
    background: ["The funeral will be private.", "A date for a memorial service has not been set."],
    nextDay: [
      "Paper publishes last interview with {what}",
      "In a talk recorded in spring and printed on Friday, {name} said that fame had been a burden. The interviewer was Nora Quill. She visited the house in {place} twice.",
    ],
    nextMonth: [
      "House of {name} to be a museum",
      "The town of {place} bought the house where {name} lived and died. It will open in two years. Letters and furniture stay where they are.",
    ],
  },
  {
    name: "court sentence",
    facts: "name|age|crime|years|court|judge|lawyer|victim|date|prosecutor",
    events: [
      "Gareth Sloane|47|stealing from a pension fund|nine|Cardiff crown court|Judge Miriam Evans|Peter Laing|600 pensioners|2 June|Sian Roberts",
      "Dieter Kolb|59|bribing building inspectors|four and a half|the regional court of Mainz|Judge Sabine Ott|Rolf Ebers|the city of Worms|17 June|Katrin Lang",
      "Aaron Whitfield|31|setting fire to a church|fourteen|a federal court in Tulsa|Judge Harold Pike|Nina Stubbs|the congregation of Mount Zion|9 May|Corey Banks",
      "Paolo Vianello|52|selling forged paintings|six|the tribunal of Venice|Judge Laura Conti|Gino Sarto|a museum in Basel|23 May|Marta Bruni",
      "Sunita Rao|38|hacking a hospital|five|the sessions court of Pune|Judge V. Joshi|Arun Mehta|Sahyadri clinic|30 May|Leela Kapoor",
      "Kurt Jensen|44|smuggling eels|three|the city court of Aarhus|Judge Bodil Kjaer|Morten Friis|the fisheries office|12 May|Lars Holm",
    ],
    headlines: [
      "{name} jailed for {years} years",
      "{years} years for {crime}",
      "Judge sends {name} to prison",
      "{name} guilty of {crime}",
      "{victim}: relief after sentence",
    ],
    leads: [
      "{name}, {age}, was sent to prison for {years} years on Friday for {crime}.",
      "At {court} a jury found {name} guilty of {crime}.",
      "{crime} has cost {name} {years} years of freedom: that was the sentence handed down on Friday.",
      "There was relief among those who speak for {victim} when {name} was sentenced at {court}.",
      '"You knew what you did," {judge} told {name} before passing a sentence of {years} years.',
    ],
    details: [
      [
        "{lawyer}, for the defence, announced an appeal.",
        "Defence lawyer {lawyer} had asked for a suspended sentence.",
        "{lawyer} said that his client was sorry.",
      ],
      [
        "Prosecutor {prosecutor} had called the acts ruthless.",
        "{prosecutor}, for the prosecution, was satisfied.",
        "The prosecution under {prosecutor} had asked for more.",
      ],
      [
        "The victim was {victim}.",
        "{victim} had been harmed, the court heard.",
        "It was {victim} that suffered.",
      ],
      [
        "{judge} spoke for half an hour.",
        "According to {judge} the evidence left no doubt.",
        "{judge} saw no reason for mercy.",
      ],
    ],
    background: [
      "Sentences can be challenged within two weeks.",
      "Prisoners are as a rule let out after two thirds of their time.",
    ],
    nextDay: [
      "How {name} fooled everyone",
      "Neighbours knew {name} as a churchgoer who mended bicycles. A day after the sentence some of them remember odd visitors, a second telephone and a cellar nobody might enter. His former wife, Tess Moran, is writing a book.",
    ],
    nextMonth: [
      "Appeal of {name} to be heard on {date}",
      "The appeal of {name} against a sentence of {years} years will be heard on {date}. {lawyer} wants to call new witnesses. Until then his client stays in custody.",
    ],
  },
  {
    name: "appointment",
    facts: "name|post|body|before|since|chair|task|pay|start|critic",
    events: [
      "Rachel Thornbury|chief executive|the Royal Harbour Trust|Lloyd Ames|2016|Sir Colin Baird|new docks at Pembroke|310,000 pounds|1 September|Dockers' Union",
      "Stefan Brandt|conductor|the Leipzig Radio Orchestra|Maria Olsson|2011|Gudrun Weiss|younger audiences|400,000 euros|next season|critic Max Thalheim",
      "Amara Diallo|president|the University of Bamako|Moussa Keita|2008|Fatou Traore|a medical campus|no more than a professor's salary|October|the students' assembly",
      "Greg Lindholm|coach|the Minnesota Loons|Art Capello|2019|Wendy Strom|a place in the play-offs|two million dollars|at once|columnist Bud Farley",
      "Sofia Petrakis|editor|the Athens Courier|Yorgos Manos|2003|Dimitri Vardis|digital subscriptions|an undisclosed sum|1 May|the journalists' guild",
      "Wang Lihua|director|the Asia Space Centre|Park Sung-ho|2014|Arjun Nair|a station in orbit|a civil servant's salary|July|senator Tito Reyes",
    ],
    headlines: [
      "{name} to lead {body}",
      "{body} chooses {name} as {post}",
      "{before} makes way for {name}",
      "New {post} at {body}",
      "{critic} attacks choice of {name}",
    ],
    leads: [
      "{body} has chosen {name} as its new {post}, it said on Wednesday.",
      "{name} will take over as {post} of {body} from {before}, who has held the post since {since}.",
      "After {before} the new {post} of {body} will be {name}, whose main task is {task}.",
      "{chair}, who heads the board of {body}, presented {name} to the press as {post}.",
      "{critic} criticised the choice of {name} to lead {body}.",
    ],
    details: [
      ["The start is planned for {start}.", "Work begins: {start}.", "{name} starts {start}."],
      [
        '"The first task is {task}," said {chair}.',
        "{chair} named {task} as the aim.",
        "High on the list is {task}, according to {chair}.",
      ],
      ["The pay is {pay}.", "{name} will earn {pay}.", "In return the board offers {pay}."],
      [
        "{before} is leaving after years of service since {since}.",
        "Since {since} {before} had been in charge.",
        "{before} wished the successor luck.",
      ],
    ],
    background: ["There were more than forty candidates.", "The term is five years and can be renewed once."],
    nextDay: [
      "Deputy quits {body}",
      "Oscar Lindley, second in command at {body}, resigned on Thursday. He had hoped for the top post himself. A day earlier it went to {name}.",
    ],
    nextMonth: [
      "{name} presents plan for {body}",
      "{name} wants to spend a third more on {task}. The plan for {body}, shown a month after the appointment, has 60 pages. Staff can comment until Easter.",
    ],
  },
  {
    name: "shooting",
    facts: "place|town|dead|hurt|suspect|age|officer|weapon|hour|witness",
    events: [
      "a bowling alley|Dayton|three|seven|Curtis Hale|29|Police chief Renee Dobbs|a rifle|shortly before ten|Jim Kovacs",
      "a tram|Utrecht|two|five|Hakan D.|37|Mayor Jan van Rijn|a pistol|in the rush hour|Els Bakker",
      "an office of an insurer|Tampa|one|three|Roger Dillard|54|Sheriff Ana Cordero|a handgun|at lunchtime|Kim Tran",
      "a wedding hall|Lahore|four|twelve|Imran Shafiq|33|Inspector Bilal Qureshi|an assault rifle|after midnight|Ayesha Malik",
      "a warehouse|Salinas|two|one|Victor Dominguez|41|Commander Paul Yates|a shotgun|at the change of shifts|Teresa Lopez",
      "a nightclub|Malmö|one|six|Adam Nilsson|22|Superintendent Petra Stenberg|an automatic weapon|at three in the morning|Jonas Ek",
    ],
    headlines: [
      "{dead} shot dead at {place} in {town}",
      "Gunman opens fire in {town}",
      "{suspect} held after {town} shooting",
      "{town} in shock after shots at {place}",
      "Shooting in {town} leaves {hurt} wounded",
    ],
    leads: [
      "A gunman killed {dead} and wounded {hurt} when he opened fire at {place} in {town}, police said.",
      "Police in {town} arrested {suspect}, {age}, after shots were fired at {place} {hour}.",
      "Panic broke out at {place} in {town} {hour} when a man drew {weapon} and fired.",
      '"I thought it was fireworks," said {witness}, who was at {place} in {town} when the shooting began.',
      "The toll of the attack at {place} in {town}: dead {dead}, wounded {hurt}.",
    ],
    details: [
      [
        "{officer} said that {suspect} had acted alone.",
        "The suspect is {suspect}, {age}, according to {officer}.",
        "{officer} named the man as {suspect}.",
      ],
      ["He used {weapon}.", "Officers found {weapon} and two magazines.", "{weapon} was seized."],
      ["{witness} hid under a table.", "{witness} saw people run.", '"Everybody screamed," {witness} said.'],
      [
        "The wounded, {hurt} in all, are not in danger.",
        "Of {hurt} wounded one is in a critical state.",
        "Doctors operated on some of {hurt} wounded.",
      ],
    ],
    background: ["The motive is not known.", "Police asked people for videos of the scene."],
    nextDay: [
      "{suspect} before judge",
      "{suspect} appeared before a judge in {town} on Monday and was charged with murder. He said nothing. Bail was refused, and public defender Lena Ochoa asked for a doctor to examine him.",
    ],
    nextMonth: [
      "{town} remembers the dead",
      "A month after shots were fired at {place} a stone with the names of the victims was set up in {town}. Schoolchildren sang. {witness} spoke of nights without sleep.",
    ],
  },
];
