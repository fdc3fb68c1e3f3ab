import { describeWindows } from '../../support/window-properties';

describeWindows(300);
