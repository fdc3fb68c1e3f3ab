import { describeNameLeaks } from '../../support/name-leaks';

describeNameLeaks(1, 3000);
