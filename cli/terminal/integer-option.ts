import { InvalidArgumentError } from 'commander';

/** Returns a parser for the value of an option that is an integer. It throws commander's InvalidArgumentError for other values. */
export function integerFrom(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`pass an integer from ${least} to ${most}.`);
  };
}
