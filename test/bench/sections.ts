import { CALLS } from './calls';
import { WORK } from './poll-work';
import type { Section } from './section';

const ALL: readonly Section[] = [WORK, CALLS];

/** What `npm run bench` measures, by name, in the order of the page. */
export const SECTIONS: Readonly<Record<string, Section>> = Object.fromEntries(
  ALL.map((section) => [section.name, section]),
);
