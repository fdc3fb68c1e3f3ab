/** Examples of bodies. */
import type { BreakdownRequest, RecipientRequest, SearchRequest } from '../../lambda/message-insights/search-schemas';

export const RECIPIENT_EXAMPLE = {
  address: {
    summary: 'A customer who gets no mail',
    value: { address: 'customer@example.com' } satisfies RecipientRequest,
  },
};

export const SEARCH_EXAMPLES = {
  bouncing: {
    summary: 'Which mail bounces now',
    value: { preset: 'bouncing', since: '2h' } satisfies SearchRequest,
  },
  mailing: {
    summary: 'The bounces of one mailing',
    value: { subject: 'Spring sale*', since: '2h', outcome: 'bounced' } satisfies SearchRequest,
  },
  recipient: {
    summary: 'All mail to one person',
    value: { to: 'customer@example.com', since: '7d' } satisfies SearchRequest,
  },
};

export const BREAKDOWN_EXAMPLES = {
  isp: {
    summary: 'Two weeks by mailbox provider',
    value: { by: 'isp', days: 14 } satisfies BreakdownRequest,
  },
};
