import { QUIET_HISTORIES } from '../../../local/replay/quiet-histories';
import { describeHistory } from '../../support/replays';

for (const [name, history] of Object.entries(QUIET_HISTORIES)) describeHistory(name, history);
