import { describe, jest } from '@jest/globals';
import { describeLoad } from '../../../support/export-load';

// While other programs use the processor, the callers of one process can exceed the limit of six seconds.
jest.retryTimes(2);

describe('instances that share a table', () => describeLoad('table'));
