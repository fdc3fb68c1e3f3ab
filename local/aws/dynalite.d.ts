/** Types for the part of dynalite that this project uses, because dynalite has no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Creates a DynamoDB server with tables in memory. */
  export default function dynalite(options?: { readonly createTableMs?: number }): Server;
}
