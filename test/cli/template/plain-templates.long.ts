/** Plain templates of several configurations. Each bundles its functions. */
import { expect, it } from '@jest/globals';
import { usePlainTemplates } from '../../support/plain-templates';

const { write, contentOf } = usePlainTemplates();

it('a template replaces the files of another configuration, and is reproducible', () => {
  write('defaults');
  write('again', { 'exporter:regions': ['eu-west-1'], 'exporter:messageInsights': false });
  expect(contentOf('again').size).toBe(2);
  write('again');
  expect(contentOf('again')).toEqual(contentOf('defaults'));
});

it('writes a template for each configured Region, and those of the monitoring account', () => {
  const settings = {
    'exporter:messageInsights': false,
    'exporter:regions': ['eu-west-1', 'us-east-1'],
    'exporter:monitoring': { account: '999988887777', sourceAccounts: { shop: '111122223333' }, sink: false },
  };
  const names = write('regions', settings).map(({ file, stackName, region }) => {
    expect(file).toBe(`${stackName}.template.json`);
    return [stackName, region];
  });
  expect(names).toEqual([
    ['SesMetricsExporter-eu-west-1', 'eu-west-1'],
    ['SesMetricsExporter-us-east-1', 'us-east-1'],
    ['SesMetricsMonitoring-eu-west-1', 'eu-west-1'],
  ]);
});
