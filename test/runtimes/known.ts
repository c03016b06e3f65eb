/**
 * What is known not to work, where, and why. Each row takes tests that fail for one reason; whatever fails beyond them is
 * news, and so is a row of which nothing fails any more.
 */

/** Tests that fail on a runtime, for one reason. */
export interface KnownFailure {
  readonly runtimes: RegExp;
  /** Held against `FILE > TEST`, the file without `test/`, or against the name of a use. */
  readonly tests: RegExp;
  readonly reason: string;
}

const NEWER = /^(node-2[2-9]|bun)$/;

/** All of them. */
export const KNOWN: readonly KnownFailure[] = [
  {
    runtimes: NEWER,
    tests: /hostile-peer.* in mid call: GOAWAY to the peer, and no call outlives its deadline/,
    reason:
      "better than expected: this node:http2 ends the calls of a broken session at once; Node 20's left them waiting",
  },
  {
    runtimes: /^bun$/,
    tests:
      /tls\/(path-matrix|signature).*(Ed448|RSASSA-PSS with a key for nothing else|PSS key that signs|secp256k1|brainpool|dsa2048|spelt out)|lean\/path.*(Ed448|PSS|secp256k1|brainpool|dsa2048|spelt out)/,
    reason:
      "BoringSSL has no Ed448, no RSASSA-PSS keys and none of these curves: such certificates are refused, for another reason than elsewhere",
  },
  {
    runtimes: /^bun$/,
    tests: /(path-matrix|lean\/path).*RSA 2040/,
    reason: "the openssl program's verdict is compared, and Bun's key for it differs by security level",
  },
  {
    runtimes: /^bun$/,
    tests:
      /count|byte counters|bytes|open socket|still connecting|resolves once the peer has sent its SETTINGS|measures a round trip|Robot's stats|grpc-js > sends requests in|diagnostics_channel|opening, and its end/,
    reason: "sockets do not count their bytes: the counters of connections say 0",
  },
  {
    runtimes: /^bun$/,
    tests: /a peer of TLS 1\.1/,
    reason: "the test's server of TLS 1.1 cannot be made with BoringSSL",
  },
  {
    runtimes: /^bun$/,
    tests: /a name with several addresses/,
    reason: "Bun tries the addresses of a name by its own rules: autoSelectFamily and its timeout are not heeded",
  },
  { runtimes: /^bun$/, tests: /key log/, reason: "no key log: the event keylog does not come" },
  {
    runtimes: /^bun$/,
    tests:
      /sent again with all requests of its stream so far|sends a response that nobody asked for in mid call|RST_STREAM NO_ERROR while the reader is slow|tells a stream nothing after it was reset|takes RST_STREAM with code|once the peer has cut the connection/,
    reason:
      "node:http2 of Bun tells of resets and lost connections in other words: calls end as INTERNAL or by their deadline",
  },
  {
    runtimes: /^bun$/,
    tests: /end-to-end.* > afterAll|two GOAWAYs with a PING/,
    reason: "a server of node:http2 does not end in order: its closing waits for a connection that is gone",
  },
  {
    runtimes: /^(bun|deno)$/,
    tests: /ends what still runs after it|ends a call that outlasts its patience|whose trailers node refuses to send/,
    reason: "a server of node:http2 ends calls that it cuts off with other codes, or not at all",
  },
  {
    runtimes: /^bun$/,
    tests: /takes no certificate that the full reader refuses/,
    reason: "the test makes keys that BoringSSL does not know",
  },
  {
    runtimes: /^deno$/,
    tests: /curve that is spelt out|curve spelt out/,
    reason:
      "the test's maker of keys names the curve here, whatever it is asked for (a certificate that spells it out is refused)",
  },
  {
    runtimes: /^deno$/,
    tests:
      /brainpool|ECDSA on secp256k1|lean\/path.*(RSASSA-PSS|P-521|Ed448)|takes no certificate that the full reader refuses/,
    reason:
      "node:crypto has no brainpool curves, and X509Certificate checks neither RSASSA-PSS, P-521 nor Ed448: refused",
  },
  {
    runtimes: /^deno$/,
    tests: /reads what node:crypto reads|not led astray by another certificate in PEM/,
    reason:
      "X509Certificate shows serial numbers with a leading zero, and has its own way with PEM; the test compares with Node's",
  },
  {
    runtimes: /^deno$/,
    tests: /tls\/connect.*(counts bytes|open socket|still connecting)|counts the bytes|measures a round trip/,
    reason: "sockets count their bytes otherwise, or not at all, and the test compares",
  },
  { runtimes: /^deno$/, tests: /key log/, reason: "no key log: the event keylog does not come" },
  {
    runtimes: /^deno$/,
    tests: /(lets an error after the hand-over pass|handshake signature, which proves|a peer of TLS 1\.1)/,
    reason: "a TLS handshake that fails, and a socket that breaks, are told of in other words than OpenSSL's",
  },
  {
    runtimes: /^deno$/,
    tests: /in-place-reads/,
    reason: "TLS sockets read ahead and end otherwise than Node's",
  },
  {
    runtimes: /^node-22$/,
    tests: /lean\/channel.* > the rest of the file/,
    reason:
      "CRASH: Node 22.23.3 aborts (stream_base.cc, onread->IsFunction()) where the test's own server of node:http2 destroys its session in the middle of a stream",
  },
  {
    runtimes: /^deno$/,
    tests: /(connection-life|hostile-peer|lean\/channel).* > the rest of the file/,
    reason:
      "CRASH: nghttp2 aborts the process (find_stream_on_goaway_func) at a GOAWAY with streams open; the same tests pass over our own HTTP/2",
  },
  {
    runtimes: /^deno$/,
    tests:
      /hostile-peer.*(HTTP\/1\.1 with a page|greeting of another protocol|answers with garbage|in mid call: GOAWAY|answers HTTP \d+|body that never ends)|takes an answer of HTTP|end-to-end.*refuses a service|lean\/(channel.*cut the connection|dial.*logs in on one connection)/,
    reason:
      "node:http2 gives a broken session's reason, or a response that is no gRPC, as a reset stream: INTERNAL or CANCELLED",
  },
  {
    runtimes: /^deno$/,
    tests: /retry policy > is repeated until it succeeds|diagnostics > publishes a call from its start/,
    reason: "the order or the detail of events on diagnostics_channel and of attempts differs",
  },
  {
    runtimes: /^(bun|deno)$/,
    tests: /leaves no (socket and no timer|timer, listener or socket) behind/,
    reason: "process.getActiveResourcesInfo() does not list what Node's does, so that the test has nothing to look at",
  },
  {
    runtimes: /^node-26$/,
    tests: /^map-downloader, --permission/,
    reason: "Node's permission model has no fsync, which a folder of maps asks for before a file takes its place",
  },
];
