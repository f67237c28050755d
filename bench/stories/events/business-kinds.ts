import type { EventKind } from "./event-kind.ts";

export const BUSINESS_KINDS: readonly EventKind[] = [
  {
    name: "quarterly results",
    facts: "company|short|boss|goods|profit|round|growth|sales|place|bank",
    events: [
      "Harwick Foods|Harwick|Ellen Marsh|frozen meals|214 million|more than 210 million|8|1.9 billion|Leeds|Corvane",
      "Norvale Motors|Norvale|Piet Oosterman|electric vans|87 million|nearly 90 million|31|640 million|Rotterdam|Lindqvist Partners",
      "Tessaly Chemicals|Tessaly|Ruth Adeyemi|coatings|402 million|just over 400 million|3|5.2 billion|Antwerp|Mercer Quay",
      "Brightwater Retail|Brightwater|Jonas Feld|garden furniture|56 million|some 55 million|17|930 million|Hamburg|Halden Securities",
      "Caldera Mining|Caldera|Rosa Quintero|copper|1.1 billion|about 1.1 billion|22|4.7 billion|Santiago|Banco Austral",
      "Ostrava Steelworks|Ostrava|Milan Havel|rails|129 million|almost 130 million|12|2.3 billion|Prague|Vltava Capital",
    ],
    headlines: [
      "{short} profit rises {growth} per cent",
      "Demand for {goods} lifts {company}",
      "{company} beats forecasts as {goods} sell well",
      "{boss} hails strong quarter at {short}",
      "Shares of {short} climb after results",
    ],
    leads: [
      "{company} reported a quarterly profit of {profit} on Tuesday, up {growth} per cent on the year, helped by strong demand for {goods}.",
      "Strong sales of {goods} pushed the profit of {place}-based {short} to {round} in the third quarter, the company said.",
      "{boss}, chief executive of {company}, said that the group had its best quarter in years after earnings grew by {growth} per cent.",
      "Shares of {short} jumped in early trading after the maker of {goods} announced better earnings than analysts had expected.",
      "Investors cheered {company} after it turned sales of {sales} into a gain of {round} for its owners.",
    ],
    details: [
      [
        "Revenue came to {sales}, ahead of what analysts had forecast.",
        "Turnover reached {sales} in the three months to September.",
        "It sold goods worth {sales}, a record for the period.",
      ],
      [
        '"Customers have stayed with us," {boss} told reporters.',
        "Chief executive {boss} said customers had remained loyal.",
        "{boss}, who runs the company, credited loyal buyers.",
      ],
      [
        "Analysts at {bank} called the figures solid.",
        "{bank} raised its target for the share price.",
        "The numbers were better than {bank} had predicted.",
      ],
      [
        "The company, which has its seat in {place}, kept its outlook for the year.",
        "From its offices in {place} it confirmed what it expects of the full year.",
        "Its guidance for the full year is unchanged, it said in {place}.",
      ],
    ],
    background: [
      "Companies across the sector have struggled with higher costs of energy and transport.",
      "The figures are not audited. The full report is due next month.",
    ],
    nextDay: [
      "{short} to close a plant in the north",
      "{company} will shut one of its older plants and move the work elsewhere, unions were told on Wednesday. Some 300 jobs are at risk. The announcement came a day after the company reported a rise in profit.",
    ],
    nextMonth: [
      "{short} names new finance chief",
      "{company} has hired Dana Whitlock to look after its finances from January. She comes from an airline. The company reported a profit of {profit} last month.",
    ],
  },
  {
    name: "interest rates",
    facts: "bank|short|head|rate|step|country|currency|vote|inflation",
    events: [
      "Central Bank of Norland|Norland's central bank|Ingrid Solberg|4.25|a quarter of a point|Norland|crown|five to two|3.1",
      "Reserve Bank of Castria|Castria's reserve bank|Tomas Belloc|6.5|half a point|Castria|peso|unanimous|5.8",
      "National Bank of Veldania|Veldania's national bank|Karel Drost|2.75|a quarter of a point|Veldania|guilder|six to three|2.2",
      "Monetary Authority of Port Selwyn|Port Selwyn's monetary authority|Lim Wei Han|3.4|a tenth of a point|Port Selwyn|dollar|four to one|1.9",
      "Central Bank of Marovia|Marovia's central bank|Elena Radu|7|a full point|Marovia|leu|seven to nil|8.4",
      "Bank of Estmark|Estmark's central bank|Henrik Aas|1.5|a quarter of a point|Estmark|mark|eight to one|1.6",
    ],
    headlines: [
      "{bank} cuts interest rate to {rate} per cent",
      "Borrowing gets cheaper in {country}",
      "{short} lowers rates by {step}",
      "{head} signals more cuts as {country} eases policy",
      "{currency} slips after rate decision in {country}",
    ],
    leads: [
      "The {bank} cut its main interest rate by {step} to {rate} per cent on Thursday.",
      "Borrowing costs in {country} will fall after policymakers lowered the key rate to {rate} per cent.",
      "Governor {head} announced a cut of {step}, saying that price pressure in {country} was easing.",
      "{country}'s {currency} lost ground on Thursday after {short} reduced rates by {step}.",
      "Households in {country} can hope for cheaper loans: the benchmark now stands at {rate} per cent, the lowest for two years.",
    ],
    details: [
      [
        "The vote of the committee was {vote}.",
        "Members of the rate-setting committee voted {vote}.",
        "It was a decision of {vote}, minutes showed.",
      ],
      [
        "Inflation in {country} stands at {inflation} per cent.",
        "Prices rose {inflation} per cent over the year.",
        "Consumer prices are {inflation} per cent higher than a year ago.",
      ],
      [
        '"We have room to move, and will use it with care," {head} said.',
        "{head} told a news conference that further steps would be taken with care.",
        "Asked about the winter, governor {head} would not rule out another move.",
      ],
      [
        "The {currency} fell by half a per cent against the euro.",
        "Traders sold the {currency} after the announcement.",
        "On currency markets the {currency} weakened a little.",
      ],
    ],
    background: [
      "Central banks raise rates to slow inflation and lower them to help the economy.",
      "The next meeting of the committee is in six weeks.",
    ],
    nextDay: [
      "Lenders in {country} pass on cheaper loans",
      "Four large lenders in {country} lowered what they ask for mortgages on Friday, following the decision of the {bank} a day earlier. Consumer groups complained that savers get less. Fixed offers start at 2.9 points above the benchmark.",
    ],
    nextMonth: [
      "{bank} leaves rates where they are",
      "The {bank} kept its main interest rate unchanged at {rate} per cent. Governor {head} said that it wanted to see what last month's cut had done. The vote was {vote}.",
    ],
  },
  {
    name: "commodity price",
    facts: "goods|price|move|unit|exchange|cause|analyst|firm|level|rival",
    events: [
      "Coffee|3,412 dollars|4.1|a tonne|Rotterdam|frost in the hills of Minas|Paula Vance|Greenleaf Research|six-year high|tea",
      "Wheat|241 euros|2.6|a tonne|Paris|dry fields along the Volga|Marc Delon|Agritel Nord|highest since March|barley",
      "Nickel|18,950 dollars|5.3|a tonne|London|a strike at a smelter in Sorowako|Owen Clarke|Metals Desk|two-month peak|zinc",
      "Cocoa|7,120 pounds|3.8|a tonne|New York|black pod disease in Ghana|Efua Boateng|Tropical Data|one-year high|sugar",
      "Natural gas|38.4 euros|6.7|a megawatt hour|Amsterdam|an outage at the Kollsnes plant|Sven Dahl|Nordic Power Watch|strongest since January|coal",
      "Platinum|1,104 dollars|1.9|an ounce|Zurich|power cuts at mines near Rustenburg|Thandi Nkosi|Veldt Metals|five-month high|palladium",
    ],
    headlines: [
      "{goods} at {level} on {cause}",
      "{goods} prices jump {move} per cent",
      "Supply fears drive up {goods}",
      "{goods} futures climb in {exchange}",
      "Traders blame {cause} for dearer {goods}",
    ],
    leads: [
      "{goods} rose {move} per cent to {price} {unit} in {exchange} on Monday because of {cause}.",
      "Fears of short supply after {cause} sent {goods} to a {level}.",
      "The price of {goods} reached {price} {unit}, its {level}, as buyers hurried to secure stocks.",
      "Buyers in {exchange} paid {move} per cent more for {goods} after news of {cause}.",
      "Futures on {goods} had their best day of the month as {cause} worried dealers.",
    ],
    details: [
      [
        '"Nobody wants to be short now," said {analyst} of {firm}.',
        "{analyst}, who follows the market at {firm}, expects more of the same.",
        "According to {firm} the market could stay tight until spring.",
      ],
      [
        "Contracts for delivery in three months changed hands at {price}.",
        "The most traded contract closed at {price} {unit}.",
        "At the close it cost {price}, a {level}.",
      ],
      [
        "By contrast {rival} hardly moved.",
        "Dealers said that {rival} was calm.",
        "The price of {rival} stayed flat.",
      ],
      [
        "The trade had not reckoned with {cause}.",
        "It is not clear how long {cause} will matter.",
        "Dealers named {cause} as the reason.",
      ],
    ],
    background: [
      "Prices of raw materials move with the weather, the dollar and what funds bet on.",
      "Opening hours and contract rules are published by the exchange.",
    ],
    nextDay: [
      "{goods} gives back part of its gains",
      "{goods} fell by 2.2 per cent on Tuesday as funds took profits. The price had been driven up a day before by {cause}. Turnover was thin, dealers in {exchange} said.",
    ],
    nextMonth: [
      "Stocks of {goods} at lowest for years",
      "Warehouses hold less {goods} than at any time since records began, a monthly survey found. {analyst} of {firm} said that buyers had run stocks down after last month's rise.",
    ],
  },
  {
    name: "takeover",
    facts: "buyer|target|price|share|trade|boss|seller|town|jobs|date",
    events: [
      "Altamira Group|Finchley Press|640 million pounds|412 pence|printing|Hugo Alvarez|Dame Judith Orme|Norwich|2,300|the end of March",
      "Kestrel Software|Mapline|1.3 billion dollars|58 dollars|digital maps|Priya Raman|Don Whelan|Boulder|740|early summer",
      "Groupe Sauvage|Lindt & Moor Hotels|2.2 billion euros|31 euros|hotels|Claire Sauvage|Anton Moor|Salzburg|9,100|the autumn",
      "Pacific Dairy|Tarra Creameries|410 million dollars|7.20 dollars|cheese|Ben Hatherley|Lois Trask|Hobart|1,150|December",
      "Unimar|Straits Ferries|880 million dollars|3.05 dollars|shipping|Tan Boon Keat|Aziz Rahman|Penang|3,400|next April",
      "Delmont Pharma|Genova Labs|5.6 billion dollars|92 dollars|vaccines|Kathryn Bell|Luca Ferri|Turin|1,900|the third quarter",
    ],
    headlines: [
      "{buyer} to buy {target} for {price}",
      "{target} agrees to bid from {buyer}",
      "{buyer} strikes {price} deal",
      "{target} sold: {boss} promises to keep jobs",
      "{buyer} swallows {trade} rival",
    ],
    leads: [
      "{buyer} has agreed to buy {target} for {price}, the two companies said on Monday.",
      "The {trade} company {target}, based in {town}, has accepted an offer of {share} a share from {buyer}.",
      "{boss} of {buyer} announced the purchase of {target}, which will make the group the largest in {trade}.",
      "In the biggest deal in {trade} this year {target} will become part of {buyer}.",
      "Owners of {target} will get {share} for each of their shares under a takeover worth {price}.",
    ],
    details: [
      [
        "{seller}, who chairs {target}, recommended the offer.",
        "The board of {target} under {seller} backs the deal.",
        'Shareholders should accept, said {seller}: "It is a fair price."',
      ],
      [
        "{target} employs {jobs} people, most of them in {town}.",
        "The fate of {jobs} workers in {town} was not spelled out.",
        "About {jobs} staff work for {target}.",
      ],
      [
        "The deal should be done by {date}.",
        "Both expect to complete the transaction in or by {date}.",
        "Regulators have until {date} to look at it.",
      ],
      [
        "{boss} said the businesses fit together.",
        '"There is hardly any overlap," said {boss}, head of {buyer}.',
        "{buyer} will pay with cash and new debt, {boss} said.",
      ],
    ],
    background: [
      "Competition authorities have to approve deals of this size.",
      "Mergers have picked up this year after a long slump.",
    ],
    nextDay: [
      "Union in {town} fears for jobs",
      "The union at {target} asked for talks on Tuesday about the future of the {town} site. It wants guarantees for three years. {buyer} announced on Monday that it would buy the company.",
    ],
    nextMonth: [
      "Watchdog looks into {buyer} deal",
      "The competition authority opened an inquiry into the planned purchase of {target} by {buyer}. It has 90 days. Customers had complained of higher prices.",
    ],
  },
  {
    name: "product launch",
    facts: "maker|product|what|price|day|city|boss|feature|rival|battery",
    events: [
      "Orbis|Lumen 5|telephone|799 dollars|14 October|Austin|Mira Castellan|a screen that folds twice|Quanta|two days",
      "Halcyon Audio|Drift|headphones|249 euros|3 November|Lyon|Pascal Renaud|a sensor that follows the head|Sonorus|40 hours",
      "Veldt Mobility|Roo|cargo bicycle|3,150 euros|1 March|Ghent|Anke Claes|a child seat with an airbag|Pedalux|90 kilometres",
      "Polestar Games|Arcadia Go|games console|379 dollars|21 November|Osaka|Kenji Arimura|a second screen|Nexon|six hours",
      "Brava Robotics|Dusty|robot cleaner|560 pounds|5 January|Bristol|Fiona Gage|legs for stairs|Cleanly|three hours",
      "Skylark|Heron 2|camera drone|1,090 dollars|9 September|Denver|Tyler Boone|a thermal camera|Aeris|48 minutes",
    ],
    headlines: [
      "{maker} unveils {product} with {feature}",
      "New {what} from {maker} to cost {price}",
      "{product}: {maker} challenges {rival}",
      "{maker} shows its latest {what} in {city}",
      "{boss} presents the {product}",
    ],
    leads: [
      "{maker} presented its new {what}, the {product}, in {city} on Wednesday; its most striking part is {feature}.",
      "The {product}, a {what} with {feature}, will be in the shops from {day} and cost {price}.",
      "{boss}, head of {maker}, took the wraps off the {product} before an audience of 2,000 in {city}.",
      "With {feature} the makers of the {product} hope to win buyers from {rival}.",
      "It costs {price} and has {feature}: {maker} has shown the {what} that fans had been waiting for.",
    ],
    details: [
      [
        "Its battery lasts {battery}, according to {maker}.",
        "One charge is enough for {battery}.",
        "The company promises {battery} on a single charge.",
      ],
      [
        "Orders are taken now, deliveries begin on {day}.",
        "Sales start on {day}.",
        "Those who order early get theirs on {day}.",
      ],
      [
        '"We threw the old design away," {boss} said.',
        "{boss} called it the boldest design of the company.",
        "Designers started from nothing, said {boss}.",
      ],
      [
        "{rival} sells a similar one for less.",
        "The market is led by {rival}.",
        "Reviewers will compare it with what {rival} offers.",
      ],
    ],
    background: [
      "Shops count on the weeks before Christmas for a third of their sales.",
      "Sales of consumer electronics fell last year.",
    ],
    nextDay: [
      "{rival} sues {maker} over patents",
      "{rival} accused {maker} of copying three of its patents in a suit filed on Thursday, a day after the {product} was shown in {city}. A court in Delaware will hear the case. {maker} rejects the claim.",
    ],
    nextMonth: [
      "{maker} sells a million of {product}",
      "{maker} has sold a million {product} in its first weeks, the company said. Production will be doubled. Analysts had reckoned with half of that.",
    ],
  },
];
