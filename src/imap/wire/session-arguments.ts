/** LOGIN (RFC 9051 §6.2.3). */
export interface LoginArguments {
  readonly username: string;
  readonly password: string;
}

/** AUTHENTICATE (RFC 9051 §6.2.2, SASL-IR). */
export interface AuthenticateArguments {
  /** In upper case. */
  readonly mechanism: string;
  /** Decoded; empty for `=`; undefined if none was sent. */
  readonly initialResponse: Uint8Array | undefined;
}

/** ENABLE (RFC 9051 §6.3.1): names in upper case. */
export interface EnableArguments {
  readonly capabilities: readonly string[];
}

/** ID (RFC 2971): fields of the client, undefined for NIL. */
export interface IdArguments {
  readonly fields: readonly { readonly name: string; readonly value: string | undefined }[] | undefined;
}
