/** What the writer asks of the background thread. */
export interface BackgroundOptions {
  /** The index. */
  readonly file: string;
}
export type BackgroundTask =
  | { readonly kind: 'checkpoint' }
  /** Makes a file of zeros for the next segment. */
  | { readonly kind: 'layOut'; readonly path: string; readonly sizeBytes: number }
  | { readonly kind: 'close' };
export interface FromBackground {
  readonly task: BackgroundTask;
  /** Undefined if it went well. */
  readonly error: string | undefined;
}
