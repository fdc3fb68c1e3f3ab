/** The answer of an endpoint, in its protocol. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  /** A stream lets tests answer slowly. */
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}
