/** Returns the path of Chromium: the one in CHROMIUM_PATH, or else the first in PATH. Undefined: there is none. */
export function findChromium(environment?: NodeJS.ProcessEnv): string | undefined;
