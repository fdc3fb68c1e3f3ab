/**
 * The rates at which AWS acts on an account, on the scale from 0 to 1 of our own rates and of `AWS/SES` `Reputation.*`. AWS
 * measures its rates over a volume that it chooses itself: our rates are an early sign, not the verdict.
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
