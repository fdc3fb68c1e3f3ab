/** Checks of one Region: SES, and what a deployment needs. */
import { DEFAULT_ALARMS } from '../../../lib/alarms/alarm-table';
import { percent } from '../../../lib/alarms/percent';
import { DEFAULT_RUNBOOK_URL } from '../../../lib/alarms/runbook-url';
import { regionWarning } from '../../../lib/config/ses-regions';
import { counted } from '../../../lib/shared/plural';
import type { QuotaUse, RegionFacts, SesAccount } from '../facts/facts';
import { isKnown } from '../facts/reading';
import { bootstrapCommand } from './account-checks';
import { type Check, checkOf, unknownResult } from './check';
import { type Finding, type FindingId, found } from './findings';

const UNLIMITED = -1;

/** Price of VDM without a plan. https://aws.amazon.com/ses/pricing/ */
const VDM_PRICE = 'about 0.07 USD per 1,000 emails';

/** The plans that include VDM. https://aws.amazon.com/ses/pricing/ */
const PLANS_WITH_VDM = ['ESSENTIALS', 'PRO', 'ENTERPRISE'];

export const REGION_CHECKS: readonly Check<RegionFacts>[] = [
  checkOf('SES', ses, (_, { region }) => {
    const warning = regionWarning(region);
    if (!warning) return found('ses-answers', `SES answers in ${region}.`);
    return found('region-without-ses', `${warning}.`, {
      advice: 'If the name is wrong, examine the right Region:',
      lines: ['npm run doctor -- --region eu-west-1'],
    });
  }),
  checkOf('Sandbox', ses, ({ productionAccess }, { region }) => {
    if (productionAccess === undefined) return unknownField('Sandbox', 'ProductionAccessEnabled');
    if (productionAccess) return found('production-access', 'The account may send to everybody.');
    return found('sandbox', `The account is in the sandbox of ${region}.`, {
      advice: 'Request production access. Replace the URL with that of your site:',
      lines: [
        `aws sesv2 put-account-details --region ${region} --production-access-enabled --mail-type TRANSACTIONAL --website-url https://www.example.com`,
      ],
    });
  }),
  checkOf('Sending', ses, judgeSending),
  checkOf('Daily quota', ses, judgeDailyQuota),
  checkOf('VDM', ses, judgeVdm),
  checkOf('Bootstrap', ({ bootstrapVersion }) => bootstrapVersion, judgeBootstrap),
  checkOf('Alarm quota', ({ alarms }) => alarms, judgeQuota('alarm')),
  checkOf('Dashboard quota', ({ dashboards }) => dashboards, judgeQuota('dashboard')),
  checkOf(
    'Stacks',
    ({ stacks }) => stacks,
    (stacks, { region }) => {
      const names = stacks.map(({ name }) => name).join(', ');
      if (stacks.length > 1) {
        return found('several-stacks', `${region} has ${counted(stacks.length, 'stack')}: ${names}.`, {
          advice: 'Keep one of them, and delete the others:',
          lines: stacks
            .slice(1)
            .map(({ name }) => `aws cloudformation delete-stack --region ${region} --stack-name ${name}`),
        });
      }
      return stacks.length === 1
        ? found('one-stack', `${region} has the stack ${names}.`)
        : found('no-stack', `${region} has no stack of this exporter.`, {
            advice: 'Deploy one:',
            lines: [`AWS_REGION=${region} npx cdk deploy --all`],
          });
    },
  ),
  { name: 'Configured receivers', judge: judgeConfiguredReceivers },
  { name: 'Configured runbook', judge: judgeConfiguredRunbook },
];

function ses({ ses: account }: RegionFacts): RegionFacts['ses'] {
  return account;
}

function unknownField(check: Finding['check'] & Parameters<typeof unknownResult>[0], field: string): Finding {
  return unknownResult(check, `the answer of SES to GetAccount has no ${field}`);
}

function judgeSending({ sendingEnabled, enforcementStatus }: SesAccount, { region }: RegionFacts): Finding {
  if (enforcementStatus === 'SHUTDOWN') {
    return found('sending-paused', `AWS paused the sending of this account in ${region}.`, {
      advice: 'Answer the support case. The runbook has a draft of the answer:',
      lines: [
        'https://support.console.aws.amazon.com/support/home#/case/history',
        'RUNBOOK.md#alarm-account-shut-down',
      ],
    });
  }
  if (sendingEnabled === false) {
    return found('sending-disabled', `Sending is disabled in ${region}.`, {
      advice: 'Find out who disabled it and why. Then enable it:',
      lines: [`aws sesv2 put-account-sending-attributes --region ${region} --sending-enabled`],
    });
  }
  if (enforcementStatus === 'PROBATION') {
    return found('under-review', `AWS put the account under review in ${region}.`, {
      advice: 'Solve the problem, then answer the support case. The runbook has a draft of the answer:',
      lines: [
        'https://support.console.aws.amazon.com/support/home#/case/history',
        'RUNBOOK.md#alarm-account-under-review',
      ],
    });
  }
  if (sendingEnabled === undefined) return unknownField('Sending', 'SendingEnabled');
  if (enforcementStatus === undefined) return unknownField('Sending', 'EnforcementStatus');
  if (enforcementStatus !== 'HEALTHY') {
    return unknownResult('Sending', `SES reports the status ${enforcementStatus}, which this version does not know`);
  }
  return found('sending-healthy', 'Sending is enabled, and the account is healthy.');
}

function judgeDailyQuota({ max24HourSend, sentLast24Hours }: SesAccount, { region }: RegionFacts): Finding {
  if (max24HourSend === UNLIMITED) return found('quota-free', 'The account has no daily quota.');
  if (!max24HourSend || sentLast24Hours === undefined) return unknownField('Daily quota', 'usable SendQuota');
  const usage = sentLast24Hours / max24HourSend;
  const { quotaCritical, quotaWarning } = DEFAULT_ALARMS;
  const what = `${percent(Math.floor(usage * 1000) / 1000)} of the daily quota of ${counted(max24HourSend, 'email')} is used.`;
  if (usage < quotaWarning.threshold) return found('quota-free', what);
  return found(usage < quotaCritical.threshold ? 'quota-near' : 'quota-used-up', what, {
    advice: 'Request a higher quota:',
    lines: [
      `aws service-quotas list-service-quotas --region ${region} --service-code ses --query "Quotas[].[QuotaName,QuotaCode,Value]"`,
      `aws service-quotas request-service-quota-increase --region ${region} --service-code ses --quota-code CODE --desired-value ${max24HourSend * 2}`,
    ],
  });
}

function judgeVdm({ vdmEnabled, plan }: SesAccount, { region }: RegionFacts): Finding {
  if (vdmEnabled === undefined) {
    return unknownResult('VDM', 'SES does not report whether Virtual Deliverability Manager is on');
  }
  const price = priceOfVdm(plan);
  if (vdmEnabled) return found('vdm-on', `Virtual Deliverability Manager is on. ${price}`);
  return found('vdm-off', `Virtual Deliverability Manager is off. ${price}`, {
    advice: 'If SES may record single messages, switch it on:',
    lines: [`aws sesv2 put-account-vdm-attributes --region ${region} --vdm-attributes VdmEnabled=ENABLED`],
  });
}

function priceOfVdm(plan: string | undefined): string {
  if (plan === undefined) return `SES reports no plan, so its price is unknown: nothing, or ${VDM_PRICE}.`;
  if (plan === 'NONE') return `Without a plan, it costs ${VDM_PRICE}.`;
  if (PLANS_WITH_VDM.includes(plan)) return `On the plan ${plan}, it costs nothing extra.`;
  return `This version does not know the plan ${plan}, so its price is unknown.`;
}

function judgeBootstrap(
  version: number | 'none',
  { region, account, stacks, neededBootstrapVersion }: RegionFacts,
): Finding {
  const fix = { advice: 'Bootstrap the Region:', lines: [bootstrapCommand(region, account)] };
  if (version === 'none') {
    const isDeployed = isKnown(stacks) && stacks.value.length > 0;
    const what = `${region} is not bootstrapped for CDK${isDeployed ? ', although it has a stack' : ''}.`;
    return found('not-bootstrapped', what, fix);
  }
  const what = `The bootstrap version of ${region} is ${version}`;
  return version < neededBootstrapVersion
    ? found('bootstrap-too-old', `${what}, and this app needs ${neededBootstrapVersion}.`, fix)
    : found('bootstrapped', `${what}.`);
}

/** Returns a judge that compares what the next deployment creates with what the quota leaves. */
function judgeQuota(noun: 'alarm' | 'dashboard') {
  return ({ used, limit }: QuotaUse, { region, stacks, planned }: RegionFacts): Finding => {
    const have = `The account has ${counted(used, noun)}`;
    const free: FindingId = `${noun}-quota-free`;
    if (limit === undefined) return found(free, `${have}. Service Quotas lists no limit.`);
    const needed = isKnown(stacks) && stacks.value.length > 0 ? 0 : planned[`${noun}s`];
    if (used + needed <= limit) return found(free, `${have} of at most ${limit.toLocaleString('en-US')}.`);
    return found(
      `${noun}-quota-short`,
      `${have} of at most ${limit.toLocaleString('en-US')}, and the stack needs ${counted(needed, noun)}.`,
      {
        advice: 'Delete what nobody needs, or request a higher quota:',
        lines: [
          `aws service-quotas list-service-quotas --region ${region} --service-code monitoring --query "Quotas[].[QuotaName,QuotaCode,Value]"`,
          `aws service-quotas request-service-quota-increase --region ${region} --service-code monitoring --quota-code CODE --desired-value ${used + needed}`,
        ],
      },
    );
  };
}

/** Without a stack, judges what the next deployment would create. A stack is judged by what it has. */
function judgeConfiguredReceivers({ stacks, planned: { notifiedLevels } }: RegionFacts): Finding[] {
  if (!isKnown(stacks) || stacks.value.length > 0) return [];
  if (notifiedLevels.includes('critical')) {
    return [found('plan-notifies', `cdk.json has receivers of ${notifiedLevels.join(' and ')} alarms.`)];
  }
  return [
    found('plan-notifies-nobody', 'cdk.json has no receiver of critical alarms.', {
      advice: 'Add to "context" in cdk.json:',
      lines: ['"exporter:notifications": { "critical": { "emails": ["oncall@example.com"] } }'],
    }),
  ];
}

function judgeConfiguredRunbook({ stacks, planned: { runbookUrl } }: RegionFacts): Finding[] {
  if (!isKnown(stacks) || stacks.value.length > 0) return [];
  if (runbookUrl !== DEFAULT_RUNBOOK_URL)
    return [
      found(
        'plan-has-runbook',
        `cdk.json links alarms to ${runbookUrl}. This command opens the page only after the deployment.`,
      ),
    ];
  return [
    found('plan-has-no-runbook', 'cdk.json has no URL of the runbook.', {
      advice: 'Put a copy of RUNBOOK.md where people on call can read it, and add its URL to "context" in cdk.json:',
      lines: ['"exporter:runbookUrl": "https://wiki.example.com/ses-runbook"'],
    }),
  ];
}
