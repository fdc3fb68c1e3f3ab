/** Records all command outputs in the documents again. Run it with `npx tsx test/support/record-outputs.ts`. */
import { writeFileSync } from 'node:fs';
import { DOCUMENTS, outputOf, recordingsOf, textOf, withOutputs } from './documents';

async function record(): Promise<void> {
  for (const document of DOCUMENTS) {
    const outputs = new Map<string, string>();
    for (const { command } of recordingsOf(document)) outputs.set(command, await outputOf(command));
    const text = withOutputs(document, outputs);
    const state = text === textOf(document) ? 'unchanged' : 'recorded again';
    for (const command of outputs.keys()) console.log(`${document}: ${command}: ${state}`);
    writeFileSync(document, text);
  }
}

void record();
