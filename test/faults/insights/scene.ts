/** One history: what everybody does, what goes wrong, and everything that happened. */
import type { ExportJobBehavior } from '../../../local/aws/sesv2/export-jobs';
import type { PublishedMessage } from '../../../local/aws/sns';
import { MINUTE, SECOND } from '../../support/world';
import { STARTED_AT } from './account';
import { type Happened, play, type Step } from './history';
import { type LogLine, startStage } from './stage';
import type { Arrival, WireCall, WireFault } from './wire';

/** A fault of the wire, and the calls that it hits. */
export interface Injection {
  /** As in the table of faults. */
  readonly fault: string;
  readonly isHit: (call: WireCall) => boolean;
  readonly toFault: (call: WireCall) => WireFault;
  /** The first calls of each operation are not hit. Default: 0. */
  readonly skip?: number;
  /** Calls of each operation that are hit. Default: 1. */
  readonly count?: number;
}

export interface Scene {
  readonly steps: readonly Step[];
  readonly injections?: readonly Injection[];
  /** The moments at which instances are killed, by the name of the instance. */
  readonly kills?: Readonly<Record<string, number>>;
  /** Milliseconds by which the clocks of the instances are wrong. */
  readonly skewsMs?: readonly number[];
  /** How the export jobs of the history end. Those of the recovery are as usual. */
  readonly exportJobs?: {
    readonly durationMs?: number;
    /** SES's message about a failed job. */
    readonly failure?: string;
  };
}

/** How long an export job usually takes. */
export const USUAL_JOB_MS = 8 * SECOND;

/** A call that a fault hit. */
export interface Hit extends WireCall {
  readonly injection: Injection;
  readonly wireFault: WireFault;
}

export interface Story {
  readonly scene: Scene;
  readonly happened: Happened;
  /** What callers got after the faults had ended. */
  readonly recovered: Happened;
  /** Epoch milliseconds. */
  readonly recoveredFrom: number;
  readonly hits: readonly Hit[];
  readonly killed: readonly string[];
  readonly arrivals: readonly Arrival[];
  readonly logs: readonly LogLine[];
  readonly published: readonly PublishedMessage[];
  readonly table: readonly object[];
}

/** After the last request of a history, the leases and pauses of its faults end within this time. */
const QUIET_MS = 5 * MINUTE;

/** What callers do after the faults. The table and the slots of jobs must be as good as new. */
const RECOVERY: readonly Step[] = [
  { at: 0, do: 'look-up', message: 'other', caller: 'dora' },
  { at: 0, do: 'search', body: { from: 'news@shop.example', since: '6h' }, caller: 'dora' },
];

/** Plays a scene to its end, and returns what happened. */
export async function playScene(scene: Scene): Promise<Story> {
  const hits: Hit[] = [];
  const killed: string[] = [];
  const seen = new Map<string, number>();
  let isOver = false;

  function faultOf(call: WireCall): WireFault | undefined {
    if (isOver) return undefined;
    let chosen: WireFault | undefined;
    for (const [index, injection] of (scene.injections ?? []).entries()) {
      if (!injection.isHit(call)) continue;
      const key = `${index} ${call.operation}`;
      const before = seen.get(key) ?? 0;
      seen.set(key, before + 1);
      const { skip = 0, count = 1 } = injection;
      if (chosen || before < skip || before >= skip + count) continue;
      chosen = injection.toFault(call);
      hits.push({ ...call, injection, wireFault: chosen });
    }
    return chosen;
  }

  function isKilled(instance: string, moment: number): boolean {
    const isNow = !isOver && scene.kills?.[instance] === moment;
    if (isNow) killed.push(instance);
    return isNow;
  }

  const { skewsMs, exportJobs = {} } = scene;
  const behavior: ExportJobBehavior = {
    durationMs: () => (isOver ? undefined : exportJobs.durationMs) ?? USUAL_JOB_MS,
    failure: () => (isOver ? undefined : exportJobs.failure),
  };
  const stage = await startStage({ faultOf, isKilled, skewsMs, exportJobs: behavior });
  try {
    const happened = await play(scene.steps, stage);
    await stage.clock.sleep(QUIET_MS);
    isOver = true;
    const recoveredFrom = stage.clock.now();
    const late = RECOVERY.map((step) => ({ ...step, at: recoveredFrom - STARTED_AT + step.at }));
    const recovered = await play(late, stage);
    const { arrivals, logs, published } = stage;
    const table = await stage.readTable();
    return { scene, happened, recovered, recoveredFrom, hits, killed, arrivals, logs, published, table };
  } finally {
    await stage.close();
  }
}
