/** Every history, by name. */
import { ACCOUNT_INCIDENTS } from './account-incidents';
import { AWS_RATE_INCIDENTS } from './aws-rate-incidents';
import { BRIEF_INCIDENTS } from './brief-incidents';
import { EXPORTER_INCIDENTS } from './exporter-incidents';
import type { History } from './history';
import { QUIET_HISTORIES } from './quiet-histories';
import { RATE_INCIDENTS } from './rate-incidents';

export const HISTORIES: Readonly<Record<string, History>> = {
  ...QUIET_HISTORIES,
  ...RATE_INCIDENTS,
  ...AWS_RATE_INCIDENTS,
  ...BRIEF_INCIDENTS,
  ...ACCOUNT_INCIDENTS,
  ...EXPORTER_INCIDENTS,
};
