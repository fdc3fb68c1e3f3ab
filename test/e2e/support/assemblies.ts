/** The exporter's stacks in the output of a synthesis, without what differs between versions of CDK. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface SynthesizedStack {
  readonly template: unknown;
  /** The code of each function. */
  readonly code: readonly string[];
}

/** What newer versions of CDK write, and older versions leave out. Only the tags make a difference in an account. */
export const CDK_CHANGES = {
  'the default of ReturnData in alarms': (template: string) => template.replaceAll(/,\s*"ReturnData": true/g, ''),
  'the default background of text widgets': (template: string) =>
    template.replaceAll(/,\\"background\\":\\"transparent\\"/g, ''),
  'the tags of dashboards': (template: string) =>
    template.replaceAll(/("DashboardName": "[^"]*"),\s*"Tags": \[[^\]]*\]/g, '$1'),
} as const;

/** Returns the exporter's stacks in an assembly and its stages, by name. */
export function stacksIn(assembly: string): Map<string, SynthesizedStack> {
  return new Map(foldersOf(assembly).flatMap((folder) => stacksOf(folder, assembly)));
}

/** Returns the templates of an assembly as CDK wrote them. */
export function templatesIn(assembly: string): string[] {
  return foldersOf(assembly).flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.template.json'))
      .map((file) => readFileSync(path.join(folder, file), 'utf8')),
  );
}

function foldersOf(assembly: string): string[] {
  const stages = readdirSync(assembly).filter((name) => name.startsWith('assembly-'));
  return [assembly, ...stages.map((stage) => path.join(assembly, stage))];
}

function stacksOf(folder: string, assembly: string): [string, SynthesizedStack][] {
  const { artifacts } = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
  return (Object.values(artifacts) as { type: string; properties: Record<string, string> }[])
    .filter(({ type }) => type === 'aws:cloudformation:stack')
    .map(({ properties: { stackName = '', templateFile = '' } }) => {
      const template = readFileSync(path.join(folder, templateFile), 'utf8');
      const assets = [...template.matchAll(/"S3Key": "(\w+)\.zip"/g)].map(([, hash]) => hash as string);
      const plain = Object.values(CDK_CHANGES).reduce((text, remove) => remove(text), template);
      const codeOf = (hash: string) => readFileSync(path.join(assembly, `asset.${hash}`, 'index.js'), 'utf8');
      return [
        stackName,
        { template: JSON.parse(plain.replace(/"S3Key": "\w+\.zip"/g, '"S3Key": ""')), code: assets.map(codeOf).sort() },
      ] as [string, SynthesizedStack];
    })
    .filter(([, { template }]) => 'ExporterFunctionName' in ((template as { Outputs?: object }).Outputs ?? {}));
}
