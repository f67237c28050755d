import type { EventKind } from "./event-kind.ts";

export const ACCIDENT_KINDS: readonly EventKind[] = [
  {
    name: "earthquake",
    facts: "place|country|magnitude|depth|town|dead|hurt|agency|official|hour",
    events: [
      "Sulawesi|Indonesia|6.2|18|Mamuju|34|more than 600|the geophysics agency BMKG|Raditya Utomo|before dawn",
      "northern Honshu|Japan|5.9|42|Morioka|two|some 80|the meteorological agency|Kenta Mori|shortly after noon",
      "Khuzestan|Iran|5.7|10|Izeh|seven|about 150|the seismological centre of Tehran|Reza Karimi|late in the evening",
      "the Aegean island of Samos|Greece|6.6|14|Vathy|three|nearly 40|the geodynamic institute in Athens|Nikos Pavlou|in the early afternoon",
      "Oaxaca|Mexico|6.9|27|Huatulco|nine|at least 200|the national seismological service|Lucia Ortega|in mid-morning",
      "Luzon|the Philippines|6.4|33|Vigan|eleven|around 300|the volcanology institute Phivolcs|Ramon Dizon|at breakfast time",
    ],
    headlines: [
      "Earthquake of magnitude {magnitude} hits {place}",
      "{dead} killed as quake shakes {country}",
      "Strong tremor near {town} brings down houses",
      "{country} quake: rescuers search the ruins of {town}",
      "Buildings collapse in {town} after earthquake",
    ],
    leads: [
      "An earthquake of magnitude {magnitude} struck {place} in {country} {hour}, {agency} said.",
      "At least {dead} people were killed and {hurt} were hurt when a strong earthquake shook {place}.",
      "Rescuers dug through fallen houses in {town} after a quake that was felt across {country}.",
      "People ran into the streets of {town} {hour} as a tremor of {magnitude} rocked the region.",
      "{country} sent soldiers to {place}, where a powerful earthquake has left {dead} dead.",
    ],
    details: [
      [
        "The centre was {depth} km deep and close to {town}.",
        "{agency} put the depth at {depth} kilometres, not far from {town}.",
        "It began {depth} km below the surface near {town}.",
      ],
      [
        "Hospitals treated {hurt} people, said {official} of the disaster agency.",
        '"We fear that the number will rise," {official} of the disaster agency said.',
        "{official}, who leads the rescue work, spoke of {hurt} injured.",
      ],
      [
        "No tsunami warning was issued.",
        "There is no danger of a tsunami.",
        "A tsunami was not expected, officials said.",
      ],
      [
        "A hospital and dozens of homes in {town} were damaged.",
        "In {town} the main road is blocked by rubble.",
        "Power was out in much of {town}.",
      ],
    ],
    background: [
      "The region lies where plates of the earth meet, and earthquakes are common.",
      "Aftershocks can follow for days. People were told to stay away from damaged buildings.",
    ],
    nextDay: [
      "Builders arrested over fallen school in {town}",
      "Police in {town} arrested four contractors on Friday on suspicion that they had used poor concrete for a school. It fell in Thursday's earthquake in {country}. Their lawyer, Arif Danesh, denied it.",
    ],
    nextMonth: [
      "{country} promises money for new homes",
      "The government of {country} set aside 120 million for families who lost their homes in last month's earthquake in {place}. Work begins in spring. Many live in tents.",
    ],
  },
  {
    name: "road accident",
    facts: "road|town|region|vehicles|dead|hurt|cause|officer|hour|hospital",
    events: [
      "Highway 36|Brenham|Texas|a school bus and a cattle truck|four|19|a burst tyre|Captain Luis Vega|early on Monday|Scott & White",
      "the A7|Celle|Lower Saxony|two lorries and a minibus|five|eleven|sudden fog|Jana Petersen|on Monday morning|the clinic of Hanover",
      "National Highway 44|Nagpur|Maharashtra|a pilgrims' coach and a tanker|twelve|31|a driver who fell asleep|Superintendent Anil Deshmukh|at three in the morning|the government medical college",
      "Route 9|Kalgoorlie|Western Australia|a road train and a camper van|three|two|a kangaroo on the road|Sergeant Kylie Burns|at dusk|the regional hospital",
      "Interstate 80|Laramie|Wyoming|27 cars and trucks|three|40|black ice|Lieutenant Dale Sims|around midday|Ivinson Memorial",
      "the M5|Taunton|Somerset|a coach and a horsebox|two|16|heavy rain|Inspector Helen Pryce|on Monday afternoon|Musgrove Park",
    ],
    headlines: [
      "{dead} dead in crash near {town}",
      "{hurt} hurt as {vehicles} collide",
      "Police: {cause} led to {road} crash",
      "{road} closed after deadly accident",
      "{region} crash kills {dead}",
    ],
    leads: [
      "Killed: {dead}. Injured: {hurt}. That is the toll of a crash of {vehicles} on {road} near {town}.",
      "A crash involving {vehicles} killed {dead} people on {road} near {town} {hour}, police said.",
      "{road} was closed for hours after {vehicles} collided outside {town}, {region}.",
      "Police in {region} believe that {cause} was behind an accident in which {dead} people died {hour}.",
      "{hurt} people were taken to hospital and {dead} died when {vehicles} crashed in {region}.",
    ],
    details: [
      [
        "{officer} said that {cause} was the likely cause.",
        "Investigators look at {cause}, according to {officer}.",
        '"Everything points to {cause}," said {officer}.',
      ],
      [
        "The injured, {hurt} in all, were treated at {hospital}.",
        "Helicopters flew the worst hurt to {hospital}.",
        "{hospital} took in {hurt} patients.",
      ],
      [
        "Traffic was led around {town} until the evening.",
        "Drivers were asked to avoid {road}.",
        "The road near {town} reopened at night.",
      ],
      [
        "A witness heard a bang and saw smoke.",
        "People who lived nearby brought blankets.",
        "Firefighters had to cut victims out of the wrecks.",
      ],
    ],
    background: [
      "The number of deaths on the roads has hardly changed for ten years.",
      "The names of the dead will be given once their families have been told.",
    ],
    nextDay: [
      "Vigil for victims in {town}",
      "Hundreds lit candles in {town} on Tuesday evening for those who died in Monday's crash. The pastor, Miriam Holt, read out their names. Schools will be closed for a day.",
    ],
    nextMonth: [
      "Lower speed limit planned for {road}",
      "Lorries may drive no faster than 60 on {road} near {town} from summer. The council voted for it by nine to four. A crash there killed {dead} people last month.",
    ],
  },
  {
    name: "factory fire",
    facts: "plant|goods|town|dead|fighters|start|chief|boss|smoke|value",
    events: [
      "Marlowe Paints|paint|Dudley|two|120|a spark in a drying oven|Graham Tully|Ivan Marlowe|the M5 and three schools|30 million pounds",
      "Sunrise Garments|shirts|Gazipur|19|ninety|a short circuit on the third floor|Abdul Halim|Nazmul Khan|a market and a mosque|four million dollars",
      "Kaskade Plastics|pipes|Linz|no one|200|welding on the roof|Franz Huber|Greta Kaskade|the railway to Vienna|55 million euros",
      "Delta Fireworks|fireworks|Sivakasi|eight|sixty|friction while powder was mixed|K. Murugan|S. Rajan|two villages|90 million rupees",
      "Bayou Refining|petrol|Lake Charles|one|85|a leaking valve|Chief Amos Broussard|Carol Dean|a stretch of Interstate 10|110 million dollars",
      "Tundra Timber|plywood|Arkhangelsk|three|150|dust in a silo|Oleg Sorokin|Vera Lisina|the port|600 million roubles",
    ],
    headlines: [
      "Fire destroys {goods} factory in {town}",
      "{plant} in flames: {dead} dead",
      "Smoke over {town} as {plant} burns",
      "{fighters} firefighters at {plant} blaze",
      "Blaze at {plant} put down to {start}",
    ],
    leads: [
      "A fire destroyed the {goods} factory of {plant} in {town} during the night; dead: {dead}.",
      "{fighters} firefighters fought for ten hours against a blaze at {plant}, a maker of {goods} in {town}.",
      "Thick smoke drifted over {smoke} after {plant} in {town} caught fire.",
      "The fire service blames {start} for the flames that swept through {plant}.",
      "People in {town} were told to keep windows shut while the works of {plant} burned to the ground.",
    ],
    details: [
      [
        "{chief} of the fire service named {start} as the cause.",
        "It began with {start}, said fire officer {chief}.",
        '"We know that it was {start}," {chief} said.',
      ],
      [
        "{boss}, who owns the works, put the loss at {value}.",
        "The damage comes to {value}, according to owner {boss}.",
        "{plant} lost {value}, {boss} reckoned.",
      ],
      [
        "The smoke forced the closing of {smoke}.",
        "Closed for hours: {smoke}.",
        "Authorities shut {smoke} because of the fumes.",
      ],
      [
        "Workers of the night shift had run out through a side door.",
        "Most of the night shift got away in time.",
        "Guards noticed the flames and called the night shift out.",
      ],
    ],
    background: [
      "Inspectors visit plants with dangerous goods once a year.",
      "Water from the hoses was kept in basins, so that it would not reach the river.",
    ],
    nextDay: [
      "{plant} had ignored warnings, inspector says",
      "Labour inspector Nadia Fell told a paper on Thursday that {plant} in {town} had been warned twice about blocked exits. The factory burned on Wednesday. The company would not comment.",
    ],
    nextMonth: [
      "{plant} to rebuild in another town",
      "{plant} will not come back to {town}. The new works will stand beside the canal at Redmire, the owner said a month after the fire. The mayor was dismayed.",
    ],
  },
  {
    name: "ferry accident",
    facts: "ship|route|aboard|round|place|cause|captain|rescuer|dead|weather",
    events: [
      "Isle of Carra|Oban and Colonsay|214|more than two hundred|Scarba|a failed radar|Callum Reid|the Oban lifeboat|nobody|dense fog",
      "Sri Lestari|Surabaya and Lombok|342|over 340|Madura|an overloaded deck|Budi Santoso|fishing boats|26|high waves",
      "Baltica Queen|Tallinn and Stockholm|1,180|nearly 1,200|Hiiumaa|a fire in the engine room|Erik Lund|the Finnish coastguard|one|calm seas",
      "Golden Heron|Mwanza and Bukoba|151|about 150|Ukerewe|a broken rudder|Joseph Mbeki|villagers in canoes|44|a sudden storm",
      "Pride of Fundy|Saint John and Digby|97|almost a hundred|Brier Island|a lost container that it struck|Anne Theriault|a navy helicopter|nobody|darkness",
      "Maria del Mar|Algeciras and Ceuta|480|some 480|Tarifa|a collision with a freighter|Jorge Molina|the Spanish rescue service|five|strong currents",
    ],
    headlines: [
      "Ferry {ship} in distress off {place}",
      "{aboard} rescued from {ship}",
      "{cause} blamed for accident of {ship}",
      "Passengers saved by {rescuer} off {place}",
      "Ferry accident near {place}: dead {dead}",
    ],
    leads: [
      "The ferry {ship} with {aboard} people aboard got into distress in {weather} off {place} on Tuesday.",
      "{round} passengers and crew had to leave a ferry between {route} after {cause}.",
      "Among those who saved the passengers of the {ship} off {place} was {rescuer}.",
      "Investigators believe that {cause} led to the accident of the {ship} in {weather}.",
      "A ship that sails between {route} went aground near {place} on Tuesday; dead: {dead}.",
    ],
    details: [
      [
        "Captain {captain} sent a distress call at once.",
        "The call for help came from captain {captain}.",
        "Captain {captain} was the last to leave the ship.",
      ],
      [
        "First on the scene: {rescuer}.",
        "Help came from {rescuer}.",
        "Thanks to {rescuer} it did not end worse, officials said.",
      ],
      [
        "The ship was on its way between {route}.",
        "It serves the route between {route}.",
        "It had left on time for its trip between {route}.",
      ],
      [
        "The weather report spoke of {weather}.",
        "At the time there was {weather}.",
        "Sailors described {weather} around {place}.",
      ],
    ],
    background: [
      "Ferries have to carry life jackets for everybody aboard and practise with them.",
      "An inquiry into the causes can take a year.",
    ],
    nextDay: [
      "Divers look for oil near {place}",
      "Divers found two leaks in the hull of the {ship} on Wednesday. Bird wardens near {place} reported a film of oil. Salvage firm Bremer Tow wants to pump the tanks empty by Sunday.",
    ],
    nextMonth: [
      "Captain of {ship} charged",
      "Prosecutors charged captain {captain} over last month's accident of the {ship}. The hearing is set for June. The union calls it unfair.",
    ],
  },
  {
    name: "outbreak",
    facts: "disease|place|cases|dead|source|doctor|body|measure|first|age",
    events: [
      "Cholera|Beira|412|17|a well behind the market|Dr Ana Machava|the health ministry of Mozambique|a vaccination drive|9 January|five and twelve",
      "Measles|Rexburg|58|nobody|a wrestling camp|Dr Colin Hess|the Idaho health department|a ban on visits to schools|2 February|two and sixteen",
      "Legionnaires' disease|Bergen op Zoom|23|three|a cooling tower|Dr Lotte Smits|the Dutch institute RIVM|the shutting of fountains|the 11th|fifty and eighty",
      "Dengue|Rosario|3,900|six|stagnant water in a dump|Dr Marta Cabrera|the province of Santa Fe|spraying from lorries|mid-January|twenty and forty",
      "Salmonella|Tampere|131|one|imported sprouts|Dr Aino Virtanen|the Finnish food authority|a recall of salads|Epiphany|thirty and sixty",
      "Ebola|Mbandaka|14|nine|a hunter's bushmeat|Dr Placide Ilunga|the World Health Organization|rings of vaccination|New Year's Eve|nineteen and sixty-three",
    ],
    headlines: [
      "{disease} spreads in {place}",
      "{cases} ill with {disease} in {place}",
      "{source} behind {disease} outbreak",
      "{place} orders {measure} against {disease}",
      "{disease} deaths in {place}: {dead}",
    ],
    leads: [
      "{cases} people have fallen ill with {disease} in {place}, {body} said on Friday.",
      "{body} traced an outbreak of {disease} in {place} to {source}.",
      "{place} has answered the spread of {disease} with {measure}.",
      "Doctors in {place} fight an outbreak of {disease}; dead so far: {dead}.",
      "The cause of {cases} cases of {disease} was {source}, tests in {place} showed.",
    ],
    details: [
      [
        '"We are not over the worst," {doctor} said.',
        "{doctor}, who treats the patients, expects more.",
        "Hospital director {doctor} asked for help.",
      ],
      [
        "The first patient came on {first}.",
        "It started on {first}.",
        "Since {first} the number has grown every day.",
      ],
      [
        "Most of the patients are between {age} years old.",
        "Nearly all of the sick are aged between {age}.",
        "Those between {age} are affected most.",
      ],
      ["Authorities decided on {measure}.", "The answer is {measure}.", "{body} announced {measure}."],
    ],
    background: [
      "The disease can be treated when it is noticed early.",
      "People should wash their hands and see a doctor when they have a fever.",
    ],
    nextDay: [
      "Parents in {place} keep children at home",
      "A third of the pupils in {place} stayed away on Monday for fear of {disease}. Head teacher Olga Prime taught by video. Chemists sold out of masks.",
    ],
    nextMonth: [
      "{place} free of {disease}",
      "No new case of {disease} has been found in {place} for 21 days, and the emergency is over. {doctor} thanked the volunteers. Two nurses will be honoured.",
    ],
  },
];
