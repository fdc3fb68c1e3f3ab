import { HISTORIES } from '../../../local/replay/histories';
import type { History } from '../../../local/replay/history';
import { describeHistory, LONG_HISTORIES } from '../../support/replays';

for (const name of LONG_HISTORIES) describeHistory(name, HISTORIES[name] as History);
