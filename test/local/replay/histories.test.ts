/** Which alarms must fire, within how many minutes, and how often they page. `long-histories.long.ts` has more. */
import { describeShortHistories } from '../../support/replays';

// One file, so that the stack is synthesized once.
describeShortHistories();
