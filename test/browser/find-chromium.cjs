/** Finds Chromium. Run as a program, it says in one line whether the browser tests can run. */
const { accessSync, constants } = require('node:fs');
const path = require('node:path');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Returns the path of Chromium: the one in CHROMIUM_PATH, or else the first in PATH. Undefined: there is none. */
function findChromium({ CHROMIUM_PATH, PATH = '' } = process.env) {
  const folders = PATH.split(path.delimiter).filter(Boolean);
  const candidates = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...(CHROMIUM_PATH ? [CHROMIUM_PATH] : []), ...candidates].find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

module.exports = { findChromium };

if (require.main === module) {
  console.log(
    findChromium()
      ? 'Not included: the browser tests. Run npm run test:browser.'
      : 'Skipped: the browser tests, because Chromium is not installed. On Debian: apt-get install chromium.',
  );
}
