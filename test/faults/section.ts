/** A part of the fault runs: what it injects, and what it found. */
import type { Table } from '../bench/section';

export interface FaultSection {
  /** Its name on the command line. */
  readonly name: string;
  /** The faults that can be chosen by name. */
  readonly faults: readonly string[];
  run(options: FaultOptions): Promise<FaultReport>;
}

export interface FaultOptions {
  /** The faults to inject one by one. Default: all. */
  readonly only?: readonly string[];
  readonly seed: number;
  /** Number of random combinations. */
  readonly runs: number;
  /** The path of a shrunk combination, to run only that one again. */
  readonly path?: string;
  /** Prints progress. */
  readonly report: (line: string) => void;
}

export interface FaultReport {
  readonly tables: readonly Table[];
  /** One line for each history that broke a rule, with the command that runs it again. */
  readonly failures: readonly string[];
}
