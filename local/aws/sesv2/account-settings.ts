/** The settings of an account that operations change: whether it sends, and which addresses it suppresses. */
import type {
  PutAccountSendingAttributesRequest,
  PutAccountSuppressionAttributesRequest,
  PutConfigurationSetSendingOptionsRequest,
} from '@aws-sdk/client-sesv2';
import type { SesAccount } from '../ses-endpoint';
import { badRequest, notFound } from './errors';
import type { MailAccount } from './mail-account';

export interface AccountSettings {
  /** The account with all changes. */
  account(calledAt: number): SesAccount;
  /** Configuration sets whose sending is off. */
  readonly pausedSets: ReadonlySet<string>;
  putSending(request: PutAccountSendingAttributesRequest): object;
  putSuppression(request: PutAccountSuppressionAttributesRequest): object;
  putSetSending(request: PutConfigurationSetSendingOptionsRequest): object;
}

export function createAccountSettings({ account, names }: MailAccount): AccountSettings {
  let changes: Partial<SesAccount> = {};
  const pausedSets = new Set<string>();
  return {
    account: (calledAt) => ({ ...account(calledAt), ...changes }),
    pausedSets,
    putSending({ SendingEnabled = false }) {
      changes = { ...changes, SendingEnabled };
      return {};
    },
    putSuppression({ SuppressedReasons = [] }) {
      changes = { ...changes, SuppressionAttributes: { SuppressedReasons } };
      return {};
    },
    putSetSending({ ConfigurationSetName, SendingEnabled = false }) {
      if (ConfigurationSetName === undefined) throw badRequest('ConfigurationSetName is required.');
      if (!names?.configurationSets.includes(ConfigurationSetName)) {
        throw notFound(`Configuration set <${ConfigurationSetName}> does not exist.`);
      }
      if (SendingEnabled) pausedSets.delete(ConfigurationSetName);
      else pausedSets.add(ConfigurationSetName);
      return {};
    },
  };
}
