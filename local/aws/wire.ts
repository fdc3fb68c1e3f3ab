/** What an endpoint sends back, in the words of its protocol. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  /** A stream is sent as it comes, to answer slowly. */
  readonly body: string | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}
