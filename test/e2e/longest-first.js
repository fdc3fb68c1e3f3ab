const { default: Sequencer } = require('@jest/test-sequencer');

/** The files that take minutes, longest first. Jest itself starts with the largest file, until it has measured durations. */
const LONGEST = ['deployment', 'readme-deploy', 'openapi', 'templates', 'package'];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.findIndex((name) => path.endsWith(`/${name}.e2e.ts`));
      return index < 0 ? LONGEST.length : index;
    };
    return [...tests].sort((a, b) => rank(a) - rank(b));
  }
};
