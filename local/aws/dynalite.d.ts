/** Types for the part of dynalite that this project uses, because dynalite has no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export interface DynaliteOptions {
    readonly createTableMs?: number;
    /** Whether the server speaks TLS. */
    readonly ssl?: boolean;
    /** PEM. */
    readonly cert?: string;
    readonly key?: string;
    readonly ca?: string;
  }

  /** Creates a DynamoDB server with tables in memory. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
