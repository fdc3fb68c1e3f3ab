/** Types for the used part of dynalite, which has none. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Creates a DynamoDB server with tables in memory. */
  export default function dynalite(options?: { readonly createTableMs?: number }): Server;
}
