import * as z from 'zod';
import { stringThat } from './schema-wording';

export const REGION_NAME = /^[a-z]{2,4}(-[a-z]+){1,3}-\d+$/;

export const REGIONS_ADVICE = 'write names of Regions, such as eu-west-1';

/** The Regions of a dashboard. A Region that only the deployment knows is not checked. */
export const regionNames = z
  .array(
    stringThat((name) => REGION_NAME.test(name), REGIONS_ADVICE),
    REGIONS_ADVICE,
  )
  .min(1, REGIONS_ADVICE);
