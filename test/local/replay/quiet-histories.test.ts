import { QUIET_HISTORIES } from '../../../local/replay/quiet-histories';
import { describeShortHistories } from '../../support/replays';

describeShortHistories(QUIET_HISTORIES);
