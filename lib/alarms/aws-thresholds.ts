/**
 * The rates at which AWS acts on an account, as shares from 0 to 1. Our rates and the metrics `Reputation.*` of `AWS/SES` use
 * the same scale. AWS measures its rates over a volume that it chooses itself. Our rates are therefore an early sign, not the
 * verdict.
 * https://docs.aws.amazon.com/ses/latest/dg/reputation-dashboard-dg.html
 */
export const AWS_THRESHOLDS = {
  BounceRate: { review: 0.05, pause: 0.1 },
  ComplaintRate: { review: 0.001, pause: 0.005 },
} as const;

/** A rate that AWS acts on. */
export type RateName = keyof typeof AWS_THRESHOLDS;

/** AWS publishes its own rates about once an hour. */
export const AWS_RATE_PERIOD_MINUTES = 60;
