/**
 * From which number on the doctor warns, and where the number comes from. A warning is no verdict: a program that moves
 * nothing lives well with a link on which nobody should drive.
 */
export const THRESHOLDS = {
  /**
   * A call that takes longer counts as lost, in milliseconds. TCP hides lost packets behind the time it takes to send them
   * again, at least a second by RFC 6298 §2.4; a call this late has met one.
   */
  lateCallMs: 1000,
  /** Share of calls lost. Our own estimate: at ten calls a second this is one gap of a second in ten seconds. */
  lostShare: 0.01,
  /**
   * Median round trip, in milliseconds. The API's keyboard example reads keys each 0.1 s; a median above it is felt by
   * whoever drives.
   */
  medianRoundTripMs: 100,
  /**
   * Round trip that one call in a hundred exceeds, in milliseconds. The same example lets a velocity command live for
   * 0.6 s: one that arrives later makes the robot stop.
   */
  slowRoundTripMs: 500,
  /** Mean difference of successive round trips, in milliseconds. Our own estimate: half the example's 0.1 s between keys. */
  jitterMs: 50,
  /**
   * Download rate, in bytes a second. Our own estimate: three camera images of 40 kB a second, as a picture in a control
   * panel needs them.
   */
  downloadBytesPerSecond: 125_000,
  /** Less than so many bytes say nothing about a rate: they fit into TCP's first window (RFC 6928, ten segments). */
  downloadLeastBytes: 256 * 1024,
  /** Streams on one connection. RFC 9113 §6.5.2 recommends no fewer than 100. */
  concurrentStreams: 100,
  /** Certificates that end within so many days. Our own estimate: time to plan a visit to the robot. */
  certificateDays: 30,
  /**
   * Clock skew, in seconds, either way. Time sync makes up for any skew; one of more than a minute makes logs of the two
   * hard to match, and says that one of them has no NTP.
   */
  clockSkewSeconds: 60,
  /**
   * Spread of the skew over the exchanges, in milliseconds: the width that 90 % of them lie within. Our own estimate; a
   * joint command's example lives for 50 ms.
   */
  clockSpreadMs: 50,
} as const;
