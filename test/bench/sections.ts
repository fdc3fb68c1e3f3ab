import { CALLS } from './calls';
import { EVERYDAY } from './everyday-commands';
import { API } from './look-up-api';
import { MEMORY } from './memory';
import { WORK } from './poll-work';
import type { Section } from './section';

const ALL: readonly Section[] = [WORK, CALLS, API, MEMORY, EVERYDAY];

/** What `npm run bench` measures, by name, in the order of the page. */
export const SECTIONS: Readonly<Record<string, Section>> = Object.fromEntries(
  ALL.map((section) => [section.name, section]),
);
