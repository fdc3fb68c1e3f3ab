import { QUIET_HISTORIES } from '../../../local/replay/quiet-histories';
import { describeHistory } from '../../support/replays';

const name = 'healthy fortnight';
const history = QUIET_HISTORIES[name];
if (!history) throw new Error(`No history is named "${name}"`);
describeHistory(name, history);
