/** Configurations that deploy different resources. Every one is linted; some are deployed to the emulator. */

/** The emulator's account. */
export const ACCOUNT = '000000000000';

/** The Region of configurations that do not name one. */
export const REGION = 'eu-west-1';

const REGIONS = [REGION, 'us-east-1'];

const EVERYTHING = {
  'exporter:regions': REGIONS,
  'exporter:namespace': 'Mail/Sending',
  'exporter:windows': ['30m', '1h', '24h', '7d', '14d'],
  'exporter:optionalMetrics': ['Bounces', 'Complaints', 'Rejects', 'RejectRate'],
  'exporter:schedulePeriodMinutes': 5,
  'exporter:logRetentionDays': 400,
  'exporter:alarms': {
    bounceRateWarning: { threshold: 0.04, window: '7d' },
    quotaWarning: { threshold: 0.7 },
    noMail: true,
  },
  'exporter:notifications': {
    critical: { emails: ['oncall@example.com'], endpointParameters: ['/ses-metrics-exporter/pager-url'] },
    warning: { emails: ['mail-team@example.com', 'second@example.com'] },
    okActions: ['critical', 'warning'],
  },
  'exporter:messageInsights': {
    maxWaitSeconds: 9,
    cache: false,
    corsOrigins: ['https://tools.example.com', 'http://localhost:3000'],
    jwt: {
      issuer: 'https://login.example.com',
      audience: ['tools'],
      scope: 'look-up',
      unmaskedScope: 'look-up-unmasked',
      searchScope: 'search',
      unmaskedSearchScope: 'search-unmasked',
    },
    encryptionKeyArns: REGIONS.map(
      (region) => `arn:aws:kms:${region}:${ACCOUNT}:key/11112222-3333-4444-5555-666677778888`,
    ),
  },
  'exporter:briefs': true,
  'exporter:consoleWidgets': true,
  'exporter:weeklyReport': { day: 'Friday', hour: 16, timeZone: 'Europe/Berlin' },
  'exporter:healthEvents': true,
  'exporter:monitoringSinkArns': REGIONS.map((region) => `arn:aws:oam:${region}:999988887777:sink/11112222-3333`),
  'exporter:runbookUrl': 'https://wiki.example.com/ses-runbook',
  'exporter:tags': { team: 'mail', stage: 'prod' },
};

/** The `context` of each configuration, in addition to the feature flags in cdk.json. */
export const CONFIGURATIONS = {
  defaults: {},
  'every option, in two Regions': EVERYTHING,
  'existing topics': {
    'exporter:regions': REGIONS,
    'exporter:healthEvents': true,
    'exporter:weeklyReport': true,
    'exporter:notifications': {
      critical: { topicArns: REGIONS.map((region) => `arn:aws:sns:${region}:${ACCOUNT}:pager`) },
      warning: { topicArns: REGIONS.map((region) => `arn:aws:sns:${region}:${ACCOUNT}:tickets`) },
    },
  },
  'briefs to a topic of another account': {
    'exporter:briefs': true,
    'exporter:notifications': { critical: { topicArns: [`arn:aws:sns:${REGION}:999988887777:pager`] } },
  },
  'masked look-ups only, with tokens': {
    'exporter:messageInsights': {
      jwt: { issuer: 'https://login.example.com', audience: ['tools'], scope: 'look-up' },
    },
  },
  'signed requests from web pages': { 'exporter:messageInsights': { corsOrigins: ['https://tools.example.com'] } },
  'chat channels and nothing else, in two Regions': {
    'exporter:regions': REGIONS,
    'exporter:alarms': false,
    'exporter:dashboard': false,
    'exporter:messageInsights': false,
    'exporter:chat': {
      slack: { workspaceId: 'T07EA123LEP', channels: { critical: 'C07EZ1ABC23', warning: 'C07EZ1ABC24' } },
      teams: {
        tenantId: '11112222-3333-4444-5555-666677778888',
        teamId: '22223333-4444-5555-6666-777788889999',
        channels: { critical: '19%3Aab12%40thread.tacv2', warning: '19%3Aab12%40thread.tacv2' },
      },
    },
  },
  'no look-ups': { 'exporter:messageInsights': false },
  'no widgets': { 'exporter:consoleWidgets': false },
  'no briefs': { 'exporter:briefs': false },
  'no dashboard, in two Regions': { 'exporter:regions': REGIONS, 'exporter:dashboard': false },
  'the monitoring account of an organization': {
    'exporter:regions': REGIONS,
    'exporter:monitoring': {
      account: ACCOUNT,
      sourceAccounts: { shop: '111122223333', newsletter: '444455556666' },
      organizationId: 'o-a1b2c3d4e5',
    },
  },
  'no alarms': { 'exporter:alarms': false },
} as const satisfies Record<string, Readonly<Record<string, unknown>>>;
