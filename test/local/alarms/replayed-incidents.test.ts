/** Which alarms must go off, within how many minutes, and how often somebody is paged. */
import { INCIDENTS } from '../../../local/alarms/histories';
import { describeHistory } from '../../support/replayed';

for (const [name, history] of Object.entries(INCIDENTS)) describeHistory(name, history);
