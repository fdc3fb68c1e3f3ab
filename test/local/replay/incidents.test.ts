/** Which alarms must fire, within how many minutes, and how often they page. */
import { ACCOUNT_INCIDENTS } from '../../../local/replay/account-incidents';
import { AWS_RATE_INCIDENTS } from '../../../local/replay/aws-rate-incidents';
import { EXPORTER_INCIDENTS } from '../../../local/replay/exporter-incidents';
import { RATE_INCIDENTS } from '../../../local/replay/rate-incidents';
import { describeShortHistories } from '../../support/replays';

describeShortHistories({ ...RATE_INCIDENTS, ...AWS_RATE_INCIDENTS, ...ACCOUNT_INCIDENTS, ...EXPORTER_INCIDENTS });
