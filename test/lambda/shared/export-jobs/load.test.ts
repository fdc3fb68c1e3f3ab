import { describe } from '@jest/globals';
import { describeLoad } from '../../../support/export-load';

describe('instances that share a store in memory', () => describeLoad(undefined));
