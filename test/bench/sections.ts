import { CALLS } from './calls';
import type { Section } from './section';

const ALL: readonly Section[] = [CALLS];

/** What `npm run bench` measures, by name, in the order of the page. */
export const SECTIONS: Readonly<Record<string, Section>> = Object.fromEntries(
  ALL.map((section) => [section.name, section]),
);
