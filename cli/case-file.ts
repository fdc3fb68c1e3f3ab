/** `npm run case-file`: prints the figures of an incident. An answer to AWS's review needs them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { readOptions } from './case-file/case-file-options';
import { toCaseDocument } from './case-file/document/case-document';
import { casePermissions, unreadSources } from './case-file/document/sources';
import { readCase } from './case-file/read-case';
import { createDeployedClients } from './deployed/clients';
import { DESCRIBE_STACKS } from './deployed/cloudformation';
import { theStack } from './deployed/find-stacks';
import { assertAwsAccess } from './terminal/aws-access';
import { runCommand } from './terminal/command';

export async function main(args: readonly string[]): Promise<boolean> {
  const now = Date.now();
  const options = readOptions(args, now);
  if (!options) return true;
  const clients = createDeployedClients();
  await assertAwsAccess(clients.cloudformation.config, DESCRIBE_STACKS, [casePermissions()]);
  const stack = await theStack(clients, options);
  const facts = await readCase(clients, stack, { ...options, now, sleep: (ms) => sleep(ms) });
  process.stdout.write(toCaseDocument(facts));
  const unread = unreadSources(facts);
  for (const { figure, detail } of unread) console.error(`Unknown (${figure}): ${detail}.`);
  if (unread.some(({ isDenied }) => isDenied))
    console.error(`A case file needs these permissions: ${JSON.stringify(casePermissions())}`);
  return unread.length === 0;
}

if (require.main === module) runCommand(main);
