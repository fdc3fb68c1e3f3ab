/** The link to the runbook at the end of each alarm's description. */

export interface RunbookLink {
  /** Without the anchor. */
  readonly url: string;
  /** The heading's anchor, without `#`. */
  readonly anchor: string;
}

/** Returns undefined for a description without a link. */
export function linkIn(description: string): RunbookLink | undefined {
  const [, url, anchor] = /\bRunbook: ([^\s#]+)#(\S+?)\.?$/.exec(description) ?? [];
  return url === undefined || anchor === undefined ? undefined : { url, anchor };
}
