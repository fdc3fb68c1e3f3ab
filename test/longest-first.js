const { default: Sequencer } = require('@jest/test-sequencer');

/** The longest files of each run, longest first. Jest itself starts with the largest file, until it has measured durations. */
const LONGEST = [
  ...['deployment.e2e.ts', 'readme-deploy.e2e.ts', 'openapi.e2e.ts', 'templates.e2e.ts', 'package.e2e.ts'],
  ...['replays.long.ts', 'long-histories.long.ts', 'search-load.long.ts', 'documents.long.ts'],
  ...['faults/exporter/exporter.test.ts', 'histories.test.ts', 'cli/start.test.ts', 'plain-templates.test.ts'],
];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.findIndex((name) => path.endsWith(`/${name}`));
      return index < 0 ? LONGEST.length : index;
    };
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
};
