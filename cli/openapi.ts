/** `npm run openapi`: prints the OpenAPI document of the look-up API. The API serves a copy of it, `openapi.json`. */
import { Command } from 'commander';
import { openapi } from './openapi/openapi-document';
import { runCommand } from './terminal/command';
import { parseCommandLine } from './terminal/command-line';

export async function main(args: readonly string[]): Promise<boolean> {
  const command = new Command('npm run openapi --')
    .description('Prints the OpenAPI document of the look-up API.')
    .allowExcessArguments(false);
  if (!parseCommandLine(command, args, 'npm run openapi')) return true;
  console.log(JSON.stringify(openapi, null, 2));
  return true;
}

if (require.main === module) runCommand(main);
