/**
 * The plans of SES, and what Virtual Deliverability Manager (VDM) adds. USD, us-east-1, for up to 10 million messages a month.
 *
 * Prices of the plans: AWS's price list of 22 July 2026, https://aws.amazon.com/ses/pricing/
 * Price of VDM without a plan: the same page, not confirmed since July 2026.
 */
export interface Plan {
  readonly name: string;
  /** USD a month. */
  readonly fee: number;
  /** USD for 1,000 messages. */
  readonly thousandMessages: number;
  /** USD that VDM adds for 1,000 messages. */
  readonly thousandMessagesInVdm: number;
}

export const PLANS = {
  none: { name: 'no plan', fee: 0, thousandMessages: 0.1, thousandMessagesInVdm: 0.07 },
  essentials: { name: 'Essentials', fee: 0, thousandMessages: 0.16, thousandMessagesInVdm: 0 },
  pro: { name: 'Pro', fee: 105, thousandMessages: 0.22, thousandMessagesInVdm: 0 },
  enterprise: { name: 'Enterprise', fee: 500, thousandMessages: 0.23, thousandMessagesInVdm: 0 },
} as const satisfies Readonly<Record<string, Plan>>;

export type PlanName = keyof typeof PLANS;

export const PLAN_NAMES = Object.keys(PLANS) as PlanName[];

/** Above, AWS has other prices for a message. */
export const MAX_MESSAGES = 10_000_000;

/** Returns the price of SES in one Region, USD a month. */
export function sesCost({ fee, thousandMessages }: Plan, messages: number): number {
  return fee + (messages / 1000) * thousandMessages;
}

/** Returns USD a month that VDM adds. */
export function vdmCost({ thousandMessagesInVdm }: Plan, messages: number): number {
  return (messages / 1000) * thousandMessagesInVdm;
}
