/** Where a session that wants to hear of annotations stands in the log of its account. */
export interface AnnotationNews {
  since: number;
  /** The session's own commits are no news to it. */
  readonly own: Set<number>;
  dirty: boolean;
}
