import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { readComments } from "../../tools/protos/comments.ts";
import { parseFacts, type FileFact } from "../../tools/protos/facts.ts";
import { printProto } from "../../tools/protos/print.ts";

/** Everything that facts can say, in one file. */
const FACTS: FileFact = {
  file: "a/b.proto",
  package: "a",
  imports: ["google/protobuf/any.proto", ["public", "a/c.proto"]],
  options: { java_package: "x.y" },
  messages: [
    {
      name: "M",
      options: { deprecated: true },
      fields: [
        [1, "", "int32", "plain"],
        [2, "optional", "string", "maybe", { deprecated: true }],
        [3, "repeated", "float", "many", { packed: false, json_name: "lots" }],
        [4, "", "map<string, N>", "by_name"],
        [5, "", "N", "first"],
        [6, "", "bool", "second"],
      ],
      oneofs: { pick: ["first", "second"] },
      reserved: [[7, 7], [9, 11], [1000, 536_870_911], "old", "older"],
      enums: [
        {
          name: "E",
          values: [
            [0, "E_ZERO"],
            [0, "E_NIL"],
            [-1, "E_BELOW"],
          ],
          deprecated: ["E_NIL"],
          reserved: [[5, 6], "E_OLD"],
          options: { allow_alias: true },
        },
      ],
      messages: [{ name: "N", fields: [[1, "", "M", "outer"]] }],
    },
    { name: "Empty", fields: [] },
  ],
  enums: [{ name: "Top", values: [[0, "TOP_ZERO"]] }],
  services: [
    {
      name: "S",
      methods: [
        ["Unary", "", "M", "", "M.N"],
        ["Up", "stream", "M", "", "M.N"],
        ["Down", "", "M", "stream", "M.N"],
        ["Both", "stream", "M", "stream", "M.N", { deprecated: true }],
      ],
    },
  ],
};

const PRINTED = `syntax = "proto3";

package a;

import "google/protobuf/any.proto";
import public "a/c.proto";

option java_package = "x.y";

message M {
  option deprecated = true;
  reserved 7, 9 to 11, 1000 to max;
  reserved "old", "older";

  enum E {
    option allow_alias = true;
    reserved 5 to 6;
    reserved "E_OLD";

    E_ZERO = 0;
    E_NIL = 0 [deprecated = true];
    E_BELOW = -1;
  }

  message N {
    M outer = 1;
  }

  int32 plain = 1;
  optional string maybe = 2 [deprecated = true];
  repeated float many = 3 [packed = false, json_name = "lots"];
  map<string, N> by_name = 4;
  oneof pick {
    N first = 5;
    bool second = 6;
  }
}

message Empty {}

enum Top {
  TOP_ZERO = 0;
}

service S {
  rpc Unary(M) returns (M.N);
  rpc Up(stream M) returns (M.N);
  rpc Down(M) returns (stream M.N);
  rpc Both(stream M) returns (stream M.N) {
    option deprecated = true;
  }
}
`;

const NO_COMMENTS = readComments("");

describe("printProto", () => {
  it("writes everything that facts can say", () => {
    expect(printProto(FACTS, NO_COMMENTS)).toEqual({ text: PRINTED, orphans: [] });
  });

  it("writes what a parser accepts", () => {
    const root = new protobuf.Root();
    protobuf.parse(PRINTED, root, { keepCase: true });
    expect(root.lookupType("a.M").fieldsArray.map((field) => field.name)).toHaveLength(6);
    expect(root.lookupType("a.M").reserved).toEqual([[7, 7], [9, 11], [1000, 536_870_911], "old", "older"]);
  });
});

describe("comments", () => {
  const COMMENTED = `// Head.
//
// Second paragraph.

syntax = "proto3";

package a;

// On M.
message M { // behind M
  reserved 1; // a reservation keeps no comment

  // On E.
  enum E {
    // On zero.
    E_ZERO = 0; // behind zero
    // Last words.
  }

  // On plain: "quoted; {braces}" and // slashes.
  int32 plain = 2; // behind plain
  // On pick.
  oneof pick {
    // On first.
    //
    // More on first.
    string first = 5 [deprecated = true]; // behind first
  }
}

// On S.
service S {
  // On R.
  rpc R(M) returns (M);
  // On Q.
  rpc Q(M) returns (M) { // behind Q
    option deprecated = true;
  }
}
`;
  const facts: FileFact = {
    file: "a.proto",
    package: "a",
    messages: [
      {
        name: "M",
        reserved: [[1, 1]],
        enums: [{ name: "E", values: [[0, "E_ZERO"]] }],
        fields: [
          [2, "", "int32", "plain"],
          [5, "", "string", "first", { deprecated: true }],
        ],
        oneofs: { pick: ["first"] },
      },
    ],
    services: [
      {
        name: "S",
        methods: [
          ["R", "", "M", "", "M"],
          ["Q", "", "M", "", "M", { deprecated: true }],
        ],
      },
    ],
  };
  const kept = COMMENTED.replace(" // a reservation keeps no comment", "");

  it("survive when the file is written anew, each with its subject", () => {
    expect(printProto(facts, readComments(kept))).toEqual({ text: kept, orphans: [] });
  });

  it("may be written as blocks, and come back as lines", () => {
    const comments = readComments(
      'syntax = "proto3";\n/**\n * One.\n * Two.\n */\nmessage M { /* Three. */ int32 plain = 2; }',
    );
    const text = printProto(facts, comments).text;
    expect(text).toMatch("// One.\n// Two.\nmessage M {");
  });

  it("stay with a field whose number, type or place changes", () => {
    const moved: FileFact = {
      ...facts,
      messages: [{ name: "M", fields: [[77, "repeated", "bytes", "first"]] }],
      services: [],
    };
    const { text, orphans } = printProto(moved, readComments(kept));
    expect(text).toMatch("// More on first.\n  repeated bytes first = 77; // behind first");
    expect(orphans).toEqual([
      "enum M.E",
      "value M.E.E_ZERO",
      "end M.E",
      "field M.plain",
      "oneof M.pick",
      "service S",
      "rpc S.R",
      "rpc S.Q",
    ]);
  });
});

describe("parseFacts", () => {
  const parse = (facts: object): FileFact =>
    parseFacts(JSON.stringify({ file: "f", package: "p", ...facts }), "f.json");

  it("reads what it wrote", () => {
    expect(parseFacts(JSON.stringify(FACTS), "x")).toEqual(FACTS);
  });

  it("refuses a key that it does not know, because that would be a loss", () => {
    expect(() => parse({ extensions: [] })).toThrow('f.json: the file has the unknown key "extensions"');
    expect(() => parse({ messages: [{ name: "M", fields: [], groups: [] }] })).toThrow("M has the unknown key");
  });

  it("refuses a label, a oneof member or a deprecated value that does not exist", () => {
    expect(() => parse({ messages: [{ name: "M", fields: [[1, "required", "int32", "a"]] }] })).toThrow("required");
    expect(() => parse({ messages: [{ name: "M", fields: [], oneofs: { o: ["a"] } }] })).toThrow("no field a");
    expect(() => parse({ enums: [{ name: "E", values: [], deprecated: ["A"] }] })).toThrow("no value A");
  });
});
