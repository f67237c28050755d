/** Regular statements of one office in the same words: only the figures differ. */
export interface SeriesKind {
  readonly name: string;
  readonly daysBetween: number;
  readonly count: number;
  /**
   * The same news by two agencies. `{n}` is a growing figure, `{m}` another one, `{day}` a day of the week.
   */
  readonly agencies: readonly (readonly [headline: string, text: string])[];
}

export const SERIES_KINDS: readonly SeriesKind[] = [
  {
    name: "one central bank, meeting by meeting",
    daysBetween: 42,
    count: 20,
    agencies: [
      [
        "Central Bank of Korvia holds key rate at {n} per cent",
        "The Central Bank of Korvia left its key interest rate at {n} per cent on {day}, as economists had expected. Governor Anna Lindqvist said that inflation, which stands at {m} per cent, was still too high to lower it. The bank will decide again in six weeks. The krona hardly moved.",
      ],
      [
        "Korvia: no change in interest rates",
        "Rates in Korvia stay where they are. The governor of the central bank, Anna Lindqvist, announced on {day} that the key rate remains at {n} per cent. Prices in the country rose by {m} per cent over the year, more than the bank wants. Economists had reckoned with the decision.",
      ],
    ],
  },
  {
    name: "one stock exchange, day by day",
    daysBetween: 1,
    count: 12,
    agencies: [
      [
        "Selwyn Index closes at {n}",
        "The Selwyn Index of the thirty largest shares in Port Selwyn closed at {n} points on {day}, a change of {m} per cent. Banks and shipping lines set the pace. Some 340 million shares changed hands, brokers said.",
      ],
      [
        "Port Selwyn shares end {day} at {n}",
        "Share prices in Port Selwyn moved by {m} per cent on {day}; the index of the thirty leading stocks ended at {n}. Dealers pointed to banks. Shipping companies were in demand as well.",
      ],
    ],
  },
  {
    name: "one seismograph, report by report",
    daysBetween: 1,
    count: 10,
    agencies: [
      [
        "Magnitude {m} tremor near Hverabakki",
        "An earthquake of magnitude {m} was recorded {n} km north of Hverabakki in Iceland on {day}, the meteorological office said. No damage was reported. The area near the volcano has been restless for weeks. This report was written by a program.",
      ],
      [
        "Iceland: ground shakes at Hverabakki",
        "People in Hverabakki felt a quake of {m} on {day}. Its centre was {n} kilometres to the north, said the Icelandic meteorological office. Nothing was damaged.",
      ],
    ],
  },
  {
    name: "one lottery, draw by draw",
    daysBetween: 3,
    count: 10,
    agencies: [
      [
        "Lottery: {n} million in the jackpot",
        "Nobody had the six numbers drawn on {day} in the Norland lottery. The jackpot of the next draw holds {n} million crowns. Some {m} million tickets had been sold.",
      ],
      [
        "No winner in Norland lottery",
        "There are {n} million crowns to be won next time: the six numbers of {day} were on none of {m} million tickets, the lottery company said.",
      ],
    ],
  },
];
