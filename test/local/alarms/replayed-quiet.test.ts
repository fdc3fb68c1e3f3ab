/** When no alarm may go off. */
import { QUIET_HISTORIES } from '../../../local/alarms/histories';
import { describeHistory } from '../../support/replayed';

for (const [name, history] of Object.entries(QUIET_HISTORIES)) describeHistory(name, history);
