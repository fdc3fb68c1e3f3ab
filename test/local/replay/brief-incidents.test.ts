import { BRIEF_INCIDENTS } from '../../../local/replay/brief-incidents';
import { describeShortHistories } from '../../support/replays';

describeShortHistories(BRIEF_INCIDENTS);
