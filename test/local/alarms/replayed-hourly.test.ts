/** One incident pages once, too, where polls are rare. */
import { INCIDENTS } from '../../../local/alarms/histories';
import { describeHourlyHistory } from '../../support/replayed';

const BURSTS = ['list import', 'second burst', 'bounces and complaints in one burst'];

for (const [name, history] of Object.entries(INCIDENTS))
  if (BURSTS.includes(name)) describeHourlyHistory(name, history);
