/** Whose code used the time of a CPU profile of Node.js. */
import type { SourceMap } from 'node:module';

export const PARTS = ['own code', 'AWS SDK', 'Node.js', 'garbage collection', 'native code'] as const;
export type Part = (typeof PARTS)[number];

/** A file that Node.js writes with `--cpu-prof`. Times are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  /** The time before each sample. */
  readonly timeDeltas: readonly number[];
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/**
 * Returns the time of each part in the last milliseconds of a profile.
 *
 * @param map the source map of the bundle. Code without a source in `lambda/` belongs to the SDK
 */
export function timeOfParts(profile: CpuProfile, map: Pick<SourceMap, 'findEntry'>, lastMs: number): Map<Part, number> {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<Part, number>(PARTS.map((part) => [part, 0]));
  let leftUs = lastMs * 1000;
  for (let index = profile.samples.length - 1; index >= 0 && leftUs > 0; index--) {
    const timeUs = profile.timeDeltas[index] as number;
    leftUs -= timeUs;
    const frame = frames.get(profile.samples[index] as number);
    const part = frame && partOf(frame, map);
    if (part) times.set(part, (times.get(part) as number) + timeUs / 1000);
  }
  return times;
}

/** Returns undefined if the process waited. */
function partOf({ functionName, url, lineNumber, columnNumber }: CallFrame, map: Pick<SourceMap, 'findEntry'>) {
  if (functionName === '(idle)') return undefined;
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (url.startsWith('node:')) return 'Node.js';
  if (url === '') return 'native code';
  const { originalSource = '' } = map.findEntry(lineNumber, columnNumber) as { readonly originalSource?: string };
  return /(?:^|\/)lambda\//.test(originalSource) && !originalSource.includes('node_modules') ? 'own code' : 'AWS SDK';
}
