import { loadAnew } from './exporter/load';
import { createExporterSection } from './exporter/section';
import { INSIGHTS } from './insights/section';
import type { FaultSection } from './section';

/** What `npm run faults` runs, in the order of the page. */
export const SECTIONS: readonly FaultSection[] = [createExporterSection(loadAnew), INSIGHTS];
