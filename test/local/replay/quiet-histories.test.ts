import { QUIET_HISTORIES } from '../../../local/replay/quiet-histories';
import { describeHistory } from '../../support/replays';

// Two weeks take as long as all others together: see healthy-fortnight.long.ts.
const { 'healthy fortnight': _, ...short } = QUIET_HISTORIES;

for (const [name, history] of Object.entries(short)) describeHistory(name, history);
