import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { number } from './schema-wording';

/** The periods that CloudWatch Logs offers, in days. */
const RETENTIONS = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

/** Days that CloudWatch Logs keeps log lines. */
export const logRetentionDays = number
  .pipe(z.literal(RETENTIONS, `choose from ${RETENTIONS.join(', ')}`))
  .default(RetentionDays.ONE_MONTH);
