import { describeSubjectLeaks } from '../../../support/disclosure-leaks';

describeSubjectLeaks(100);
