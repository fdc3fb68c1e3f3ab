import { describe } from '@jest/globals';
import { describeLoad } from '../../../support/export-load';

describe('instances that share a table', () => describeLoad('table'));
