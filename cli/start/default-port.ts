import type { Listening } from '../../local/aws/loopback';

/** Starts a server on its default port, or on a free one if the default port is taken. */
export async function startOnDefaultPort(
  port: number,
  start: (port?: number) => Promise<Listening>,
): Promise<Listening> {
  try {
    return await start(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return start();
  }
}
