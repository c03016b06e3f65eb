/** The examples of RFC 7541, Appendix C. */
import { hex } from "../../support/hex.ts";

/** A header list as lines `name: value`. */
export type Lines = readonly string[];

/** Blocks of one connection, in order. */
export interface Example {
  readonly name: string;
  /** Size of the table that the example starts from, where it is not the default. */
  readonly tableBytes?: number;
  readonly blocks: readonly { readonly bytes: Uint8Array; readonly lines: Lines }[];
}

const REQUESTS: readonly Lines[] = [
  [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com"],
  [":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com", "cache-control: no-cache"],
  [":method: GET", ":scheme: https", ":path: /index.html", ":authority: www.example.com", "custom-key: custom-value"],
];

const RESPONSES: readonly Lines[] = [
  [
    ":status: 302",
    "cache-control: private",
    "date: Mon, 21 Oct 2013 20:13:21 GMT",
    "location: https://www.example.com",
  ],
  [
    ":status: 307",
    "cache-control: private",
    "date: Mon, 21 Oct 2013 20:13:21 GMT",
    "location: https://www.example.com",
  ],
  [
    ":status: 200",
    "cache-control: private",
    "date: Mon, 21 Oct 2013 20:13:22 GMT",
    "location: https://www.example.com",
    "content-encoding: gzip",
    "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1",
  ],
];

function example(name: string, lists: readonly Lines[], blocks: readonly string[], tableBytes?: number): Example {
  const pairs = blocks.map((text, i) => ({ bytes: hex(text), lines: lists[i] ?? [] }));
  return tableBytes === undefined ? { name, blocks: pairs } : { name, blocks: pairs, tableBytes };
}

/** C.2 to C.6. */
export const EXAMPLES: readonly Example[] = [
  example(
    "C.2.1 literal with indexing",
    [["custom-key: custom-header"]],
    [
      `40                              # literal with indexing, new name
       0a 6375 7374 6f6d 2d6b 6579     # custom-key
       0d 6375 7374 6f6d 2d68 6561 6465 72`,
    ],
  ),
  example(
    "C.2.2 literal without indexing",
    [[":path: /sample/path"]],
    ["04 # name of index 4 \n 0c 2f73 616d 706c 652f 7061 7468"],
  ),
  example(
    "C.2.3 literal never indexed",
    [["password: secret"]],
    ["10 # never indexed, new name \n 08 7061 7373 776f 7264 \n 06 7365 6372 6574"],
  ),
  example("C.2.4 indexed", [[":method: GET"]], ["82"]),
  example("C.3 requests without Huffman coding", REQUESTS, [
    "82 86 84 41 0f 7777 772e 6578 616d 706c 652e 636f 6d",
    "82 86 84 be 58 08 6e6f 2d63 6163 6865",
    "82 87 85 bf 40 0a 6375 7374 6f6d 2d6b 6579 0c 6375 7374 6f6d 2d76 616c 7565",
  ]),
  example("C.4 requests with Huffman coding", REQUESTS, [
    "82 86 84 41 8c f1e3 c2e5 f23a 6ba0 ab90 f4ff",
    "82 86 84 be 58 86 a8eb 1064 9cbf",
    "82 87 85 bf 40 88 25a8 49e9 5ba9 7d7f 89 25a8 49e9 5bb8 e8b4 bf",
  ]),
  example(
    "C.5 responses without Huffman coding",
    RESPONSES,
    [
      `48 03 3330 32
       58 07 7072 6976 6174 65
       61 1d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 54
       6e 17 6874 7470 733a 2f2f 7777 772e 6578 616d 706c 652e 636f 6d`,
      "48 03 3330 37 c1 c0 bf",
      `88 c1
       61 1d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54
       c0
       5a 04 677a 6970
       77 38 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b
             206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31`,
    ],
    256,
  ),
  example(
    "C.6 responses with Huffman coding",
    RESPONSES,
    [
      `48 82 6402
       58 85 aec3 771a 4b
       61 96 d07a be94 1054 d444 a820 0595 040b 8166 e082 a62d 1bff
       6e 91 9d29 ad17 1863 c78f 0b97 c8e9 ae82 ae43 d3`,
      "48 83 640e ff c1 c0 bf",
      `88 c1
       61 96 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff
       c0
       5a 83 9bd9 ab
       77 ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106
             3d50 07`,
    ],
    256,
  ),
];
