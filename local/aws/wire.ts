/** The answer of an endpoint, in its protocol. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  /** A stream lets tests answer slowly. */
  readonly body: string | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}
