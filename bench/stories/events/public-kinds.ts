import type { EventKind } from "./event-kind.ts";

export const PUBLIC_KINDS: readonly EventKind[] = [
  {
    name: "election",
    facts: "place|winner|party|share|loser|lost|turnout|promise|post|partner",
    events: [
      "Castria|Inés Valdor|the Civic Union|52.4|Raúl Ponce|44.1|71|cheaper medicine|president|the Greens",
      "Lower Veldania|Joost Brandsma|the Farmers' List|38.2|Mieke Aalders|29.7|64|an end to manure quotas|premier|the Christian Alliance",
      "Port Selwyn|Grace Ho|the Harbour Party|47.9|Daniel Teo|41.3|82|flats for young couples|mayor|the Labour Front",
      "Zambara|Chanda Mulenga|the Unity Movement|55.6|Peter Banda|40.2|58|free secondary schools|president|the Copperbelt Congress",
      "New Albion|Tom Hartigan|the Progressives|41.5|Lydia Crewe|39.9|67|a train every hour|premier|the Island Independents",
      "Marovia|Doina Stan|Save Marovia|49.3|Victor Lupu|46.0|61|judges free of politics|president|the Liberals",
    ],
    headlines: [
      "{winner} wins election in {place}",
      "{place} chooses {winner} as {post}",
      "{loser} concedes defeat in {place}",
      "{party} ahead with {share} per cent",
      "{winner} looks for allies in {place}",
    ],
    leads: [
      "{winner} of {party} has won the election in {place} with {share} per cent of the vote.",
      "Voters in {place} made {winner} their new {post} on Sunday.",
      "{loser} conceded defeat on Sunday night after {winner} took a clear lead in {place}.",
      "{party} came first in {place} and now seeks a coalition with {partner}.",
      "With the promise of {promise} {winner} has beaten {loser}, who got {lost} per cent.",
    ],
    details: [
      [
        "Turnout was {turnout} per cent.",
        "{turnout} per cent of those entitled went to vote.",
        "More people voted than last time: {turnout} per cent.",
      ],
      [
        "{winner} promised {promise}.",
        '"We will start with {promise}," {winner} told supporters.',
        "The campaign of {winner} was about {promise}.",
      ],
      [
        "{loser} got {lost} per cent.",
        "For {loser} {lost} per cent voted.",
        "{loser}, with {lost} per cent, blamed the media.",
      ],
      [
        "Talks with {partner} begin this week.",
        "A likely partner: {partner}.",
        "Without {partner} there is no majority.",
      ],
    ],
    background: [
      "Observers saw no serious irregularities.",
      "Parliament meets for the first time in three weeks.",
    ],
    nextDay: [
      "Stock market in {place} falls",
      "Shares in {place} lost three per cent on Monday as investors weighed the victory of {winner}. Banks and builders fell most. Broker Otto Brems spoke of nerves.",
    ],
    nextMonth: [
      "{winner} sworn in",
      "{winner} took the oath of office in {place} before guests from thirty countries. The first decree is about {promise}. Opponents marched outside.",
    ],
  },
  {
    name: "strike",
    facts: "workers|firm|place|number|demand|offer|leader|boss|length|effect",
    events: [
      "train drivers|Nordbahn|Hamburg|6,200|a 35-hour week|3.5 per cent|Claudia Reiss|Horst Lammers|48 hours|two thirds of all trains are cancelled",
      "baggage handlers|Skyport Services|Milan|1,400|night pay|a one-off 300 euros|Fabio Renzi|Elisa Monti|a day|180 flights are cancelled",
      "nurses|the Southlands health board|Dunedin|3,100|one nurse for four patients|2 per cent|Hine Parata|Warren Leigh|twelve hours|operations are put off",
      "dockers|Atlantic Terminals|Montreal|900|a ban on robots|12 per cent over four years|Luc Gagnon|Diane Roy|a week|grain ships wait in the river",
      "teachers|the Porto Rico school district|Quezon|8,700|smaller classes|a bonus at Christmas|Maria Lim|Jun Santos|three days|210,000 pupils stay at home",
      "bus drivers|CityLink|Leeds|1,150|toilet breaks|4.2 per cent|Sharon Pike|Adrian Cole|five days|most routes do not run",
    ],
    headlines: [
      "{workers} strike in {place}",
      "{firm} hit by {length} walkout",
      "{leader}: we will not give in on {demand}",
      "{number} {workers} stop work",
      "Strike at {firm}: {effect}",
    ],
    leads: [
      "In {place} {number} {workers} of {firm} began a strike of {length} on Tuesday.",
      "Because of a walkout at {firm} in {place} {effect}.",
      "{leader}, who speaks for {workers} in {place}, said they would fight for {demand}.",
      "{firm} offered {offer}, but {workers} in {place} want {demand} and have walked out.",
      "Travellers, customers and families feel it: at {firm} {effect}.",
    ],
    details: [
      [
        "The union demands {demand}.",
        "It is about {demand}.",
        "{leader} called {demand} a matter of dignity.",
      ],
      [
        "The employer offers {offer}.",
        "{boss} pointed to an offer of {offer}.",
        "More than {offer} is not possible, said {boss}.",
      ],
      [
        '"This hits the wrong people," {boss} complained.',
        "{boss} of {firm} called the action out of proportion.",
        "Company head {boss} wants an arbiter.",
      ],
      [
        "The action is to last {length}.",
        "After {length} work will be taken up again.",
        "It will be over after {length}, the union said.",
      ],
    ],
    background: ["The old contract ended in December.", "Talks have broken down four times since autumn."],
    nextDay: [
      "Court rejects bid to stop strike",
      "A labour court dismissed the application of {firm} on Wednesday to have the walkout banned. Judge Ines Klar said that it was not out of proportion. {workers} went on with it for a second day.",
    ],
    nextMonth: [
      "Agreement at {firm}",
      "{workers} and {firm} have agreed on a contract for two years. A mediator, Ralf Stone, found the formula. Members vote on it until the end of the month.",
    ],
  },
  {
    name: "product recall",
    facts: "maker|product|number|fault|hurt|years|regulator|boss|remedy|land",
    events: [
      "Aurelia Cars|Siena|84,000|brakes that fade|three|2021 to 2023|the KBA|Lothar Ziegler|a new pump|Germany",
      "BabyNest|Cloud rocker|310,000|a loose strap|eleven|2019 to 2024|the consumer safety commission|Kelly Burgess|a refund|the United States",
      "Fjordmat|smoked salmon|22,000|listeria|six|this month|Mattilsynet|Tor Hagen|a voucher|Norway",
      "Voltco|Spark charger|1.2 million|plugs that melt|nine|2022|the ACCC|Simon Lau|a replacement|Australia",
      "Pharmavia|Cardex tablets|47,000|a wrong dose|four|since spring|the medicines agency ANSM|Helene Astier|an exchange at chemists|France",
      "Toyworks|Dino Blaster|65,000|batteries that catch fire|two|last winter|Trading Standards|Neil Harker|a return label|Britain",
    ],
    headlines: [
      "{maker} recalls {number} {product}",
      "{fault}: {product} called back",
      "{product} recall in {land}",
      "{hurt} hurt: {maker} takes back {product}",
      "{regulator} warns of {product}",
    ],
    leads: [
      "{maker} is recalling {number} units of {product} because of {fault}.",
      "{regulator} has warned people in {land} to stop using {product}, made by {maker}.",
      "After {hurt} people were harmed {maker} is taking {product} off the market.",
      "{fault} has led to the recall of {product} in {land}.",
      "Owners of {product} can ask for {remedy}: the maker has found {fault}.",
    ],
    details: [
      [
        "Affected is what was sold in this period: {years}.",
        "It concerns goods of {years}.",
        "The period in question is {years}.",
      ],
      [
        '"We are sorry," said {boss} of {maker}.',
        "{boss} apologised for {maker}.",
        "{boss}, the head of {maker}, asked customers for patience.",
      ],
      ["Customers get {remedy}.", "There will be {remedy}.", "{maker} offers {remedy}."],
      [
        "Known cases of harm: {hurt}.",
        "{regulator} knows of {hurt} who were harmed.",
        "So far {hurt} reported harm.",
      ],
    ],
    background: ["Receipts are not needed.", "The number of recalls has doubled within ten years."],
    nextDay: [
      "Lawyers collect buyers of {product}",
      "The firm Drake & Sully wants to sue {maker} for owners of {product}. Some 900 had signed up by Thursday evening. Each could get up to 1,500, it said.",
    ],
    nextMonth: [
      "{maker} loses a fifth of its sales",
      "{maker} sold a fifth less in the month after the recall of {product}. {boss} will forgo a bonus. An advertising campaign begins in May.",
    ],
  },
  {
    name: "award",
    facts: "prize|winner|work|field|city|jury|sum|rival|host|thanks",
    events: [
      "the Wren Prize|Odile Marchetti|The Glass Orchard|fiction|Dublin|Colm Brady|50,000 euros|Ned Pryor|the National Library|a librarian in Cork",
      "the Golden Lynx|Tunde Bakare|Harmattan|film|Locarno|Isabel Frei|90,000 francs|Hong Min-su|the Piazza Grande|a projectionist in Kano",
      "the Ardale Medal|Lena Fischer|a cure for river blindness|medicine|Edinburgh|Lord Kerr|a gold medal|Samuel Ito|the Royal College|two nurses in Mali",
      "the Brubeck Award|Milo Santana|Night Ferry|jazz|Chicago|Etta Lowe|25,000 dollars|the Dana Rusk trio|the Green Room|a music teacher",
      "the Pavilion Prize|studio Noor|a school of mud bricks|architecture|Rotterdam|Ole Bakke|100,000 euros|Lina Costa|the Maritime Hall|masons of Herat",
      "the Turing Cup|Farah Siddiqui|a proof about networks|computing|Zurich|Hans Amsler|a million francs|Igor Belov|the ETH|a maths club in Karachi",
    ],
    headlines: [
      "{winner} wins {prize}",
      "{prize} goes to {work}",
      "{city}: {winner} honoured for {work}",
      "{winner} beats {rival} to {prize}",
      "Jury praises {work}",
    ],
    leads: [
      "{winner} has won {prize} for {work}, the jury said in {city} on Saturday.",
      "The {field} honour of the year, {prize}, goes to {winner}.",
      "With {work} {winner} prevailed over {rival} at a ceremony at {host} in {city}.",
      "{jury}, who led the jury, called {work} by {winner} unforgettable.",
      "On the stage of {host} {winner} accepted {sum} and thanked {thanks}.",
    ],
    details: [
      ["The prize comes with {sum}.", "{winner} gets {sum}.", "It is worth this to the winner: {sum}."],
      ["{rival} had been the favourite.", "Bookmakers had bet on {rival}.", "Also nominated: {rival}."],
      [
        '"I owe it to {thanks}," {winner} said.',
        "{winner} thanked {thanks}.",
        "The winner dedicated it to {thanks}.",
      ],
      [
        "According to {jury} the vote was close.",
        "The jury of seven was headed by {jury}.",
        "{jury} spoke of a long night.",
      ],
    ],
    background: [
      "The prize has been given every year since the war.",
      "Two hundred entries had been sent in.",
    ],
    nextDay: [
      "Juror leaves over {prize}",
      "Vera Stamm has left the jury of {prize}. She told a radio station on Sunday that two colleagues had not looked at all entries. The organisers deny it.",
    ],
    nextMonth: [
      "{winner} on tour",
      "{winner} will present {work} in twelve cities. The tour begins in Ghent. Tickets have been in demand since {prize}, the promoter said.",
    ],
  },
  {
    name: "data breach",
    facts: "firm|trade|people|data|group|found|ransom|head|office|place",
    events: [
      "Medisure|health insurer|2.4 million|diagnoses and bank details|a gang called Night Heron|on 3 April|four million dollars|Janet Ostrow|the federal privacy office|Adelaide",
      "Trenord Bank|lender|640,000|passport scans|hackers known as Coldframe|last Thursday|nothing so far|Alessia Ricci|the Garante|Milan",
      "StayEasy|booking site|11 million|travel plans|an employee|in March|no money|Bram Kuiper|the data authority in The Hague|Amsterdam",
      "Pioneer Schools|school operator|98,000|pupils' reports|the group Red Ledger|over the weekend|700,000 dollars|Deb Larsen|the attorney general|Omaha",
      "Telcora|phone company|7.1 million|call records|spies of a foreign state|in a routine check|not a cent|Sven Aker|the PTS|Gothenburg",
      "Kaufrausch|online shop|1.8 million|passwords|a boy of 17|by a researcher|a job offer|Nils Otter|the commissioner of Hesse|Frankfurt",
    ],
    headlines: [
      "Data of {people} stolen from {firm}",
      "{firm} hacked: {data} taken",
      "{group} behind {firm} breach",
      "{trade} {firm} admits loss of data",
      "{head} apologises to customers of {firm}",
    ],
    leads: [
      "The {trade} {firm} said that data of {people} people had been stolen, among them {data}.",
      "{data} of {people} customers of {firm} are in the hands of strangers.",
      "Investigators in {place} suspect {group} of the theft of data from {firm}.",
      "{head}, head of {firm}, apologised on Monday for the loss of {data}.",
      "{office} has opened an inquiry into {firm}, from which {data} were stolen.",
    ],
    details: [
      ["The theft was noticed {found}.", "{firm} found out {found}.", "It came to light {found}."],
      [
        "The thieves ask for {ransom}.",
        "Demanded was {ransom}.",
        "As to ransom: {ransom}, the company said.",
      ],
      ["{head} promised better protection.", '"We let people down," {head} said.', "{head} will not resign."],
      [
        "The company has its seat in {place}.",
        "At its offices in {place} specialists are at work.",
        "Police in {place} are involved.",
      ],
    ],
    background: ["Customers should change their passwords.", "Companies have 72 hours to report a leak."],
    nextDay: [
      "Stolen files turn up on market",
      "A sample of the files taken from {firm} was on sale for 2 bitcoin on Tuesday, researchers at Bluecrest found. They saw 10,000 records. The company had made the theft public on Monday.",
    ],
    nextMonth: [
      "Fine for {firm}",
      "{office} fined {firm} 3.2 million for careless handling of data. The files had been kept without encryption. {head} accepts the ruling.",
    ],
  },
  {
    name: "player transfer",
    facts: "player|club|old|fee|years|position|country|coach|shirt|agent",
    events: [
      "Luka Petrovar|Northport|Dinamo Sava|24 million pounds|four|midfielder|Croatian|Mark Tanner|8|Zoran Bilic",
      "Enzo Caballero|Valmora|Boca Sur|31 million euros|five|striker|Argentine|Jose Anglada|9|Hugo Paz",
      "Marcus Teller|the Denver Rams|the Ohio Steel|a first-round pick|three|pitcher|American|Skip Dolan|31|Lew Adler",
      "Aoife Brannigan|Lyonnais Feminin|Cork City|400,000 euros|two|winger|Irish|Camille Abbas|11|Sinead Fahy",
      "Kofi Mensimah|Kaiserberg|Hearts of Accra|9 million euros|four|defender|Ghanaian|Uwe Stahl|5|Kwame Osei",
      "Taro Ishikura|Ajuna|Gamba Nara|6.5 million euros|three|goalkeeper|Japanese|Ton Verhagen|1|Yoko Hara",
    ],
    headlines: [
      "{club} sign {player}",
      "{player} leaves {old} for {club}",
      "{fee} for {country} {position}",
      "{coach} gets his {position}",
      "{player} joins {club} until the summer in {years} years",
    ],
    leads: [
      "{club} have signed the {country} {position} {player} from {old} for {fee}.",
      "{player} is leaving {old}: the {position} has put his or her name to a contract of {years} years with {club}.",
      "Coach {coach} has the {position} he wanted: {player} comes to {club}.",
      "For {fee} the {country} international {player} moves to {club}.",
      "Wearing number {shirt}, {player} was shown to the supporters of {club} on Friday.",
    ],
    details: [
      [
        "{player} gets the number {shirt}.",
        "The shirt has the number {shirt}.",
        "On the back: number {shirt}.",
      ],
      [
        '"{player} makes us better," said {coach}.',
        "{coach} had pressed for the deal.",
        "{coach} spoke of the best {position} in the league.",
      ],
      [
        "Agent {agent} had negotiated for weeks.",
        "{agent}, the agent, confirmed the figures.",
        "According to {agent} two other clubs had made offers.",
      ],
      ["{old} get {fee}.", "The fee is {fee}.", "{old} had asked for more than {fee}."],
    ],
    background: [
      "The transfer window closes at the end of the month.",
      "The medical was passed without trouble.",
    ],
    nextDay: [
      "{old} turn to youth player",
      "{old} will fill the gap with Noah Ferris, 18, from their academy. He trained with the first team on Saturday, a day after {player} had gone. The board has ruled out purchases.",
    ],
    nextMonth: [
      "{player} hurt in training",
      "{player} tore a muscle and will miss two months, {club} said. It is the third injury of the season. {coach} has to change his team.",
    ],
  },
];
