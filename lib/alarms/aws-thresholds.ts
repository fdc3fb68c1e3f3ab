/**
 * The rates at which AWS acts on an account, on the 0-1 scale of our own rates and of `AWS/SES` `Reputation.*`.
 * AWS measures them over a volume of its own choice, so that ours are an early sign and not the verdict.
 * https://docs.aws.amazon.com/ses/latest/dg/reputation-dashboard-dg.html
 */
export const AWS_THRESHOLDS = {
  BounceRate: { review: 0.05, pause: 0.1 },
  ComplaintRate: { review: 0.001, pause: 0.005 },
} as const;

/** AWS publishes its own rates about once an hour. */
export const AWS_RATE_PERIOD_MINUTES = 60;
