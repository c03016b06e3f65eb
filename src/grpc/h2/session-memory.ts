/**
 * What one session may hold inside node:http2, in megabytes (its `maxSessionMemory`): mostly what waits to be sent. Past
 * node's default of 10 it resets streams with ENHANCE_YOUR_CALM in the peer's name, for a handful of images that wait for
 * a slow reader. What a peer can feed us is bounded elsewhere: by windows, header limits and the number of streams.
 */
export const MAX_SESSION_MEGABYTES = 1000;
