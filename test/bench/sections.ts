import { BUNDLE_SIZE } from './bundle-size';
import { CALLS } from './calls';
import { COLD_START } from './cold-start';
import { EVERYDAY } from './everyday-commands';
import { API } from './look-up-api';
import { MEMORY } from './memory';
import { WORK } from './poll-work';
import type { Section } from './section';

const ALL: readonly Section[] = [BUNDLE_SIZE, COLD_START, WORK, CALLS, API, MEMORY, EVERYDAY];

/** What `npm run bench` measures, by name, in the order of the page. */
export const SECTIONS: Readonly<Record<string, Section>> = Object.fromEntries(
  ALL.map((section) => [section.name, section]),
);
