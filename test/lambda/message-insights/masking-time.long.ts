import { it } from '@jest/globals';
import { expectLinearTime, PIECES } from '../../support/masking-time';

it.each(PIECES)('40,000 characters of %j are masked in linear time', expectLinearTime);
