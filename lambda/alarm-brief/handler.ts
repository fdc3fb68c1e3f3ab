/** Explains a page. Until the investigation exists, each event fails and goes to the queue of failed events. */
export async function handler(): Promise<void> {
  throw new Error('This version publishes no briefs');
}
