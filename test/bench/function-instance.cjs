/**
 * One instance of a function: runs in a process of its own on Lambda's version of Node.js, without any loader. It receives
 * events from `function-process.ts`, and answers with what they took.
 *
 * As in Lambda, a log line is one line of JSON.
 */
const { readFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');

for (const name of ['debug', 'info', 'log', 'warn', 'error']) {
  console[name] = (/** @type {unknown[]} */ ...message) =>
    void process.stderr.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level: name, message })}\n`);
}

const [file = '', timeoutMs = ''] = process.argv.slice(2);
const started = performance.now();
const cpuAtStart = process.cpuUsage();
const { handler } = require(file);
send({ kind: 'loaded', ...since(started, cpuAtStart) });

process.on('message', async (/** @type {{ events: object[], concurrency: number }} */ { events, concurrency }) => {
  const started = performance.now();
  const cpuAtStart = process.cpuUsage();
  const durations = [];
  const remaining = events.values();
  let answer;
  let error;
  const work = async () => {
    for (const event of remaining) {
      const startedAt = performance.now();
      const deadline = Date.now() + Number(timeoutMs);
      const context = {
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:customWidget-Watch',
        getRemainingTimeInMillis: () => deadline - Date.now(),
      };
      answer = await handler(event, context);
      durations.push(performance.now() - startedAt);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, work));
  } catch (thrown) {
    error = String(thrown);
  }
  send({ kind: 'invoked', durations, answer, error, ...since(started, cpuAtStart) });
});

/** Wall time and CPU time since then, and the most memory that the process has used so far. */
function since(/** @type {number} */ wall, /** @type {NodeJS.CpuUsage} */ cpu) {
  const { user, system } = process.cpuUsage(cpu);
  return {
    wallMs: performance.now() - wall,
    cpuMs: (user + system) / 1000,
    peakBytes: peakBytes(),
  };
}

/** On Linux, `maxRSS` also counts the process that started this one. */
function peakBytes() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

function send(/** @type {object} */ message) {
  /** @type {NonNullable<typeof process.send>} */ (process.send).call(process, message);
}
