/** A part of the benchmarks: what it measures, and how the page shows it. */
export interface Section {
  /** Its name on the command line, and in the comment that marks its tables on the page. */
  readonly name: string;
  /** One sentence for `--help`. */
  readonly description: string;
  /** Measures, and returns the tables of the section. Prints its progress with `report`. */
  measure(options: MeasureOptions): Promise<readonly Table[]>;
}

export interface MeasureOptions {
  /** How often a measurement with a clock is repeated. The variants of a comparison take turns in each round. */
  readonly rounds: number;
  readonly report: (line: string) => void;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  /** One cell per column. */
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table, for example on what a number does not mean. */
  readonly notes?: readonly string[];
}

/** Returns the middle value, or the mean of the two middle values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2;
}
