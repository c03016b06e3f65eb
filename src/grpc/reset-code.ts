/** HTTP/2 error codes that we send or tell apart (RFC 9113 §7). Single constants, which bundlers inline. */

/** No error: a stream that is not needed any more, a session that ends in order. */
export const RESET_NO_ERROR = 0;
/** The peer broke the protocol. */
export const RESET_PROTOCOL_ERROR = 1;
/** The sender failed. */
export const RESET_INTERNAL_ERROR = 2;
/** Nothing of the request was processed. */
export const RESET_REFUSED_STREAM = 7;
/** The stream is not wanted any more. */
export const RESET_CANCEL = 8;
/** Too much was asked. */
export const RESET_ENHANCE_YOUR_CALM = 11;
/** The transport is not safe enough. */
export const RESET_INADEQUATE_SECURITY = 12;

/** The same by name, for those who bring a transport of their own. */
export const ResetCode: {
  readonly NO_ERROR: 0;
  readonly PROTOCOL_ERROR: 1;
  readonly INTERNAL_ERROR: 2;
  readonly REFUSED_STREAM: 7;
  readonly CANCEL: 8;
  readonly ENHANCE_YOUR_CALM: 11;
  readonly INADEQUATE_SECURITY: 12;
} = {
  NO_ERROR: RESET_NO_ERROR,
  PROTOCOL_ERROR: RESET_PROTOCOL_ERROR,
  INTERNAL_ERROR: RESET_INTERNAL_ERROR,
  REFUSED_STREAM: RESET_REFUSED_STREAM,
  CANCEL: RESET_CANCEL,
  ENHANCE_YOUR_CALM: RESET_ENHANCE_YOUR_CALM,
  INADEQUATE_SECURITY: RESET_INADEQUATE_SECURITY,
};
